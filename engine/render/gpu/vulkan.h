// Vulkan as this project uses it: RAII handles with their own dispatch tables. Only gpu, render, app/window.* and
// app/ui/ui_renderer.* include this. A failed Vulkan call throws vk::SystemError; the throw is caught at the faces of
// the renderer (renderer.h, vulkan_access.h), which return core::Result.
#pragma once

#include <vulkan/vulkan_raii.hpp>
