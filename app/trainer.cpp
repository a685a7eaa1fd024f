#include <app/trainer.h>

#include <app/trainer_window.h>

namespace app {

core::Result<int> runTrainer(const TrainerOptions& options) {
    TrainerWindow window(options);
    return window.run();
}

} // namespace app
