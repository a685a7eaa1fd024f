#include <tissue/press_impl.h>

#include <core/hash.h>

#include <algorithm>
#include <cmath>

namespace tissue {

namespace {

constexpr float kMm = 1000.0f; // per metre
constexpr float kForceStepN =
    45.0f; // a command is reached in parts of at most this or this share of the force there is
constexpr float kForceStepShare = 0.6f;
constexpr double kAstray = 0.06; // residual that says nothing yet about the force
constexpr float kFirstApproachMm = 0.05f, kApproachMm = 0.6f, kApproachMmPerS = 36.0f; // a hand's pace
constexpr float kMostGrowth = 4.0f; // of a dent in one part of an approach
constexpr double kSlopeN = 0.15;    // change of force from which a stiffness is read
constexpr float kDepthStepMm = 1.0f;
constexpr float kSlideStepMm = 1.5f;
constexpr float kDeepestShare = 0.7f; // of the block
constexpr float kGlideShare = 0.2f; // of the block's half width that the tool may leave its middle without a new block

constexpr int kLiveParts = 3; // a live step is bounded: what it leaves out of balance the next one takes up
constexpr SolverSettings kLiveEffort{8, 60, 2.5e-3, 2e-3, 1000};
constexpr int kPatience = 10; // live steps without equilibrium before the tissue is laid to rest again
constexpr float kMostOfTheWay = 0.92f;
constexpr float kStillShare = 1e-4f;                          // a force that changes by less of itself is held
constexpr float kLongestGuessMm = 1.0f, kSafeGuessMm = 0.15f; // of any node's way ahead; beyond the second it is tried
constexpr float kApartMm = 0.2f;                              // a tool further from the skin starts anew
constexpr float kGoodJ = 0.2f;                                // share of its volume that a guess leaves every element
constexpr float kChanged = 0.3f;                              // of an element's stiffness that asks for new tangents
constexpr float kGapMm = 0.02f;      // between tool and skin that a settled press may still have to take away
constexpr float kVolume = 0.015f;    // of the force over 1 mm: pressures that a settled press may still have to take up
constexpr double kLeastForce = 20.0; // mN, for it
constexpr float kUnbearable = 0.1f;  // residual that says: the tissue cannot take this

struct Touched {
    glm::vec3 point, direction;
};

/// Where the skin is met on the way through a point of it.
core::Result<Touched> meetSkin(const TissueMap& map, const glm::vec3& skinPoint, const glm::vec3& direction) {
    if (!core::finite(skinPoint)) return core::Error("the touched point is not finite");
    const float length = glm::length(direction);
    if (!core::finite(direction) || !(length > 1e-6f) || !std::isfinite(length))
        return core::Error("the direction of the press is zero or not finite");
    const glm::vec3 d = direction / length;
    std::optional<glm::vec3> best;
    for (const float back : {0.03f, 0.10f}) { // near first: the far start may meet an arm on its way
        const auto hit = map.skin({skinPoint - back * d, d});
        if (!hit || !core::finite(hit->point)) continue;
        if (!best || glm::distance(hit->point, skinPoint) < glm::distance(*best, skinPoint)) best = hit->point;
    }
    if (!best) return core::Error("no skin at the touched point in the direction of the press");
    return Touched{*best, d};
}

BlockOptions bounded(BlockOptions o) {
    o.across = std::clamp(o.across, 8, 96) / 2 * 2;
    o.deep = std::clamp(o.deep, 6, 64) / 2 * 2;
    const auto within = [](float v, float low, float high, float otherwise) {
        return std::isfinite(v) ? std::clamp(v, low, high) : otherwise;
    };
    o.halfWidth = within(o.halfWidth, 0.010f, 0.30f, 0.055f);
    o.halfLength = o.halfLength > 0.0f ? within(o.halfLength, 0.010f, 0.30f, o.halfWidth) : o.halfWidth;
    o.depth = within(o.depth, 0.006f, 0.30f, 0.090f);
    o.fineSpacing = within(o.fineSpacing, 0.0f, 0.05f, 0.0f);
    if (!core::finite(o.longAxis)) o.longAxis = core::kSuperior;
    return o;
}

} // namespace

BlockOptions BlockOptions::fine() {
    BlockOptions o;
    o.across = 48;
    o.deep = 28;
    return o;
}

Press::Impl::Impl(Block made, const Tool& used, const BlockOptions& asked)
    : tool(used), options(asked), block(std::move(made)), elements(block), contact(block, tool.shape), solver(block) {
    state.u.assign(static_cast<std::size_t>(3 * block.size.nodes()), 0.0f);
    core::Workers alone(1);
    solver.balance(block, alone);
    touchHeight = contact.firstTouch(state.u, 0.0f, 0.0f);
    state.tool = {0.0f, 0.0f, touchHeight};
    contact.endStep(state.u, state.tool); // what touches from the start holds from the start
}

core::Result<Press> Press::begin(const TissueMap& map, const MaterialLibrary& materials, const Tool& tool,
                                 const glm::vec3& skinPoint, const glm::vec3& direction, const BlockOptions& options) {
    const auto touched = meetSkin(map, skinPoint, direction);
    if (!touched) return touched.error();
    const BlockOptions o = bounded(options);
    auto block = Block::build(map, materials, tool, touched.value().point, touched.value().direction, o);
    if (!block) return block.error();
    auto impl = std::make_unique<Impl>(std::move(block).value(), tool, o);
    impl->materials = materials;
    return Press(std::move(impl));
}

Press::Press(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Press::Press(Press&&) noexcept = default;
Press& Press::operator=(Press&&) noexcept = default;
Press::~Press() = default;

float Press::Impl::clampedAmount(const PressCommand& c, bool& isLimited) const {
    const float asked = std::isfinite(c.amount) ? std::max(c.amount, 0.0f) : 0.0f;
    const float most = c.drive == Drive::Force
                           ? std::clamp(tool.largestForceN, 0.0f, 1000.0f)
                           : kDeepestShare * (block.height[static_cast<std::size_t>(block.size.node(
                                                 block.size.nx / 2, block.size.ny / 2, block.size.nz))]);
    const float amount = c.drive == Drive::Force ? asked : kMm * std::min(asked, 1.0f);
    isLimited = !std::isfinite(c.amount) || amount > most;
    return std::min(amount, most);
}

glm::vec2 Press::Impl::slideOf(const PressCommand& c) const {
    if (!core::finite(c.slide)) return {state.tool.x - base.x, state.tool.y - base.y};
    const glm::vec3 v = glm::transpose(block.axes) * c.slide * kMm;
    const float most = 0.5f * kMm * options.halfWidth; // beyond: follow() is wanted
    return glm::clamp(glm::vec2(v.x, v.y), glm::vec2(-most) - base, glm::vec2(most) - base);
}

bool Press::Impl::finite() const {
    float sum = state.tool.x + state.tool.y + state.tool.z;
    for (const float v : state.u) sum += v * 0.0f;
    return std::isfinite(sum);
}

/// Back to tissue at rest with the tool on it: from a state that no step leads out of.
void Press::Impl::startOver() {
    std::fill(state.u.begin(), state.u.end(), 0.0f);
    elements = Elements(block);
    solver = Solver(block);
    core::Workers alone(1);
    solver.balance(block, alone);
    way = {};
    contact.letGo();
    state.tool.z = contact.firstTouch(state.u, state.tool.x, state.tool.y);
    onTissue = glm::dvec3(0.0);
    touching = 0;
    approaching = astray = false;
    lost = 0;
}

/// What a part changes, and by how much: parts of one kind follow one another on a smooth way.
Press::Impl::Going Press::Impl::goingOf(Drive drive, float amount, const glm::vec2& slide, float dt) const {
    const float push = amount - way.amount;
    const glm::vec2 slid = slide - way.slide;
    const bool pushes = std::fabs(push) > kStillShare * std::max(amount, 1e-3f), slides = glm::length(slid) > 1e-4f;
    if (drive != way.drive || (pushes && slides)) return {};
    if (slides) return {Going::Kind::Slide, glm::length(slid), glm::normalize(slid)};
    if (pushes) return {Going::Kind::Push, push, {}};
    return dt > 0.0f ? Going{Going::Kind::Creep, dt, {}} : Going{};
}

/// A first guess of where a part leads: on as before. Newton's method starts from there.
void Press::Impl::goOn(const Going& going, core::Workers& workers) {
    if (touching == 0 || !way.known || going.kind != way.going.kind || going.kind == Going::Kind::None) return;
    if (going.kind == Going::Kind::Slide && glm::dot(going.along, way.going.along) < 0.99f) return;
    const float share = going.by;
    if (!(share * way.fastest <= kLongestGuessMm)) return;
    const auto on = [&](float by) {
        for (std::size_t i = 0; i < state.u.size(); ++i) state.u[i] += by * way.speed[i];
        state.tool.z += by * way.sinking;
    };
    on(share);
    if (share * way.fastest > kSafeGuessMm && elements.energyOf(block, state.u, workers).smallestJ < kGoodJ) on(-share);
}

/// Speeds are taken between states that were solved for, not guessed.
void Press::Impl::remember(const Going& going, bool solved, bool inBalance, Drive drive, float amount,
                           const glm::vec2& slide) {
    const bool same = going.kind == way.going.kind && going.kind != Going::Kind::None &&
                      (going.kind != Going::Kind::Slide || glm::dot(going.along, way.going.along) > 0.99f);
    way.drive = drive;
    way.amount = amount;
    way.slide = slide;
    way.gone = same ? way.gone + going.by : going.by;
    if (!same || !inBalance) way.known = false;
    if (!inBalance) way.from.u.clear();
    way.going = going;
    if (!solved || !inBalance) return;
    way.speed.resize(state.u.size());
    const float each = std::fabs(way.gone) > 0.0f && way.from.u.size() == state.u.size() ? 1.0f / way.gone : 0.0f;
    way.fastest = 0.0f;
    for (std::size_t i = 0; each != 0.0f && i < state.u.size(); ++i) {
        way.speed[i] = each * (state.u[i] - way.from.u[i]);
        way.fastest = std::max(way.fastest, std::fabs(way.speed[i]));
    }
    way.sinking = each * (state.tool.z - way.from.tool.z);
    way.known = each != 0.0f;
    way.from = state;
    way.gone = 0.0f;
}

/// A force alone cannot find the skin, and on skin at rest hardly anything holds against it: the tool goes down at a
/// hand's pace, as far as it must, before the force drives it. Leaves a tool that is away from the skin on it.
bool Press::Impl::stillApproaches(const glm::vec2& axis) {
    const float skin = contact.firstTouch(state.u, axis.x, axis.y);
    if (touching > 0 && state.tool.z >= skin - kApartMm) return approaching;
    state.tool.z = skin;
    onTissue = glm::dvec3(0.0);
    return true;
}

/// mm, by the force there is: it grows as the depth to the 1.5 or so.
float Press::Impl::approachBy(float asked) const {
    const float force = 0.001f * static_cast<float>(onTissue.z), depth = state.tool.z - touchHeight;
    if (!live) return kApproachMm;
    if (astray) return 0.0f; // first to where it has got
    if (!(force > 0.0f && depth > 0.0f)) return kFirstApproachMm;
    const float most = std::clamp((kMostGrowth - 1.0f) * depth, kFirstApproachMm, kApproachMm);
    return std::clamp((asked - force) * depth / (1.5f * force), kFirstApproachMm, most);
}

StepReport Press::Impl::part(Drive drive, float amount, const glm::vec2& slide, float dt, const SolverSettings& effort,
                             core::Workers& workers) {
    const PressState before = state;
    const glm::dvec3 pushed = onTissue;
    elements.beginStep(block, dt);
    const bool approaches = drive == Drive::Force && amount > 0.0f && stillApproaches(base + slide);
    const float asked = amount;
    if (approaches) {
        const float depth = state.tool.z - touchHeight, by = approachBy(asked);
        drive = Drive::Depth;
        amount = depth + by;
        if (touching > 0 && depth > 0.0f) // first guess: the same dent, deeper
            for (float& v : state.u) v *= std::clamp(amount / depth, 1.0f, kMostGrowth);
    }
    const Going going = goingOf(drive, amount, slide, dt);
    if (!approaches) goOn(going, workers);
    state.tool.x = base.x + slide.x;
    state.tool.y = base.y + slide.y;
    if (drive == Drive::Depth) state.tool.z = touchHeight + amount;
    if (drive == Drive::Force && amount <= 0.0f)
        state.tool.z = std::min(state.tool.z, touchHeight - 1.0f); // lifted off
    const bool free = drive == Drive::Force && amount > 0.0f;
    SolveReport r = solver.solve(block, elements, contact, state, free ? Drive::Force : Drive::Depth,
                                 static_cast<double>(amount) * 1000.0, static_cast<double>(state.tool.z - touchHeight),
                                 effort, workers);
    astray = live && r.residual > kAstray;
    approaching = approaches && live && (astray || solver.onTissue().z < 1000.0 * static_cast<double>(asked));
    StepReport out{r.newtonSteps, r.iterations, static_cast<float>(r.residual), r.settled};
    if (!finite() || !std::isfinite(r.residual)) { // keep the last good state
        state = before;
        out.settled = false;
        out.residual = 1.0f;
        return out;
    }
    const double left = elements.endStep(block, state.u, workers);
    volumeLeft = static_cast<float>(std::sqrt(left / std::max(std::fabs(solver.onTissue().z), kLeastForce)));
    remember(going, r.newtonSteps > 0, r.settled, drive, amount, slide);
    if (approaches) out.settled = false;
    gapLeft = contact.endStep(state.u, state.tool);
    onTissue = solver.onTissue();
    touching = solver.touching();
    const double gained = (onTissue.z - pushed.z) * 0.001, sank = static_cast<double>(state.tool.z - before.tool.z);
    // creep sinks on under the same force: no slope to read from that
    if (r.settled && touching > 0 && std::fabs(sank) > 0.02 && std::fabs(gained) > kSlopeN && gained / sank > 0.0)
        stiffnessNow = static_cast<float>(gained / sank);
    return out;
}

StepReport Press::Impl::advance(const PressCommand& command, float dt, int mostParts, const SolverSettings& effort,
                                core::Workers& workers) {
    dt = std::isfinite(dt) ? std::clamp(dt, 0.0f, 10.0f) : 0.0f;
    bool over = false;
    const float amount = clampedAmount(command, over);
    const glm::vec2 slide = slideOf(command);
    const glm::vec2 slideFrom(state.tool.x - base.x, state.tool.y - base.y);
    frictionNow = std::isfinite(command.friction) && command.friction >= 0.0f ? command.friction : tool.friction;
    contact.setFriction(frictionNow);
    const bool force = command.drive == Drive::Force;
    const float from = force ? static_cast<float>(std::max(onTissue.z, 0.0)) * 0.001f : state.tool.z - touchHeight;
    const float stride = force ? std::max(kForceStepN, kForceStepShare * from) : kDepthStepMm;
    const float strides =
        std::max(std::fabs(amount - std::max(from, 0.0f)) / stride, glm::length(slide - slideFrom) / kSlideStepMm);
    const float paces = live && force && (approaching || touching == 0) ? dt * kApproachMmPerS / kApproachMm : 0.0f;
    const int parts = std::clamp(static_cast<int>(std::ceil(std::max(strides, paces))), 1, mostParts);
    StepReport total;
    const float start = force ? from : std::max(from, 0.0f);
    for (int n = 1; n <= parts; ++n) {
        const float share = n == parts ? 1.0f : static_cast<float>(n) / static_cast<float>(parts);
        const StepReport r = part(command.drive, n == parts ? amount : glm::mix(start, amount, share),
                                  glm::mix(slideFrom, slide, share), dt / static_cast<float>(parts), effort, workers);
        total.newtonSteps += r.newtonSteps;
        total.solverIterations += r.solverIterations;
        total.residual = r.residual;
        total.settled = r.settled;
    }
    lost = total.residual > kUnbearable ? lost + 1 : 0;
    driveNow = command.drive;
    forceNow = force ? amount : 0.0f;
    depthNow = state.tool.z - touchHeight;
    settled = total.settled;
    limited = over || total.residual > kUnbearable;
    return total;
}

StepReport Press::step(const PressCommand& command, float dt, core::Workers& workers) {
    if (impl_->lost > kPatience) impl_->startOver();
    impl_->live = true;
    return impl_->advance(command, dt, kLiveParts, kLiveEffort, workers);
}

StepReport Press::settle(const PressCommand& command, float seconds, core::Workers& workers) {
    impl_->live = false;
    StepReport total;
    const auto add = [&](const StepReport& r) {
        total.newtonSteps += r.newtonSteps;
        total.solverIterations += r.solverIterations;
        total.residual = r.residual;
        total.settled = r.settled;
    };
    // a far way ends in a short part: its slope is the stiffness now, and friction takes hold before the end
    bool over = false;
    const float target = impl_->clampedAmount(command, over);
    if (command.drive == Drive::Force &&
        std::fabs(target - static_cast<float>(impl_->onTissue.z) * 0.001f) > 0.3f * target) {
        PressCommand most = command;
        most.amount = kMostOfTheWay * target;
        SolverSettings rough;
        rough.tolerance = 0.03;
        // until the skin stands on the tool: what it still sinks in would be read as stiffness
        for (int n = 0; n < 4 && (n == 0 || impl_->gapLeft > kGapMm); ++n)
            add(impl_->advance(most, 0.0f, 64, rough, workers));
    }
    for (int n = 0; n < 6; ++n) {
        add(impl_->advance(command, 0.0f, 64, SolverSettings{}, workers));
        if (total.settled && impl_->gapLeft <= kGapMm && impl_->volumeLeft <= kVolume) break;
        if (n == 2 && impl_->lost > 2) impl_->startOver();
    }
    float left = std::isfinite(seconds) ? std::clamp(seconds, 0.0f, 3600.0f) : 0.0f;
    for (float dt = 0.05f; left > 0.0f; dt = std::min(dt * 1.6f, 10.0f)) {
        const float now = left < 1.3f * dt ? left : dt;
        add(impl_->advance(command, now, 64, SolverSettings{}, workers));
        left -= now;
        if (now == left + now) break;
    }
    return total;
}

core::Status Press::follow(const TissueMap& map, const glm::vec3& skinPoint, const glm::vec3& direction) {
    const auto touched = meetSkin(map, skinPoint, direction);
    if (!touched) return touched.error();
    Impl& old = *impl_;
    const glm::vec3 to = old.block.toBlock(touched.value().point);
    const glm::vec2 across(to.x, to.y);
    const bool turned = glm::dot(touched.value().direction, old.block.axes[2]) < 0.966f; // 15 degrees
    if (!turned && glm::length(across) <= kGlideShare * kMm * old.options.halfWidth) {
        old.base = across;
        const float depth = old.state.tool.z - old.touchHeight;
        old.touchHeight = old.contact.firstTouch(std::vector<float>(old.state.u.size(), 0.0f), across.x, across.y);
        if (old.touching == 0) old.state.tool = {across.x, across.y, old.touchHeight + std::min(depth, 0.0f)};
        return core::Done{};
    }
    auto block =
        Block::build(map, old.materials, old.tool, touched.value().point, touched.value().direction, old.options);
    if (!block) return block.error();
    auto fresh = std::make_unique<Impl>(std::move(block).value(), old.tool, old.options);
    fresh->materials = old.materials;
    // the old dent is carried over, faded towards the border of the old block, where it was held
    const GridSize& g = fresh->block.size;
    const glm::mat3 turn = glm::transpose(fresh->block.axes) * old.block.axes;
    for (int k = 0; k < g.nz; ++k)
        for (int j = 0; j <= g.ny; ++j)
            for (int i = 0; i <= g.nx; ++i) {
                const int node = g.node(i, j, k);
                Block::Cell cell;
                const glm::vec3 place = old.block.toBlock(fresh->block.toBody(fresh->block.position(node, i, j)));
                if (!old.block.locate(place, cell)) continue;
                const glm::vec3 u = turn * old.block.interpolate(old.state.u, cell);
                for (int d = 0; d < 3; ++d) {
                    const auto n = static_cast<std::size_t>(d * g.nodes() + node);
                    fresh->state.u[n] = u[d] * fresh->block.free[n];
                }
            }
    carryHistory(old.block, old.elements, fresh->block, fresh->elements, turn);
    fresh->contact.carry(old.block, old.contact, fresh->block);
    float share = 1.0f; // a carried dent must not turn an element inside out
    core::Workers alone(1);
    while (fresh->elements.energyOf(fresh->block, fresh->state.u, alone).smallestJ < 0.2f && share > 0.05f) {
        share *= 0.5f;
        for (float& v : fresh->state.u) v *= 0.5f;
    }
    if (share <= 0.05f) std::fill(fresh->state.u.begin(), fresh->state.u.end(), 0.0f);
    fresh->state.tool.z = fresh->contact.firstTouch(fresh->state.u, 0.0f, 0.0f);
    fresh->contact.endStep(fresh->state.u, fresh->state.tool);
    fresh->touching = old.touching;
    fresh->approaching = old.approaching;
    fresh->onTissue = glm::dmat3(turn) * old.onTissue;
    fresh->driveNow = old.driveNow;
    fresh->forceNow = old.forceNow;
    fresh->depthNow = fresh->state.tool.z - fresh->touchHeight;
    impl_ = std::move(fresh);
    return core::Done{};
}

void Press::renewCondition(const TissueMap& map) {
    const std::vector<MaterialBatch> before = impl_->block.materials;
    impl_->block.renewCondition(map, impl_->materials);
    core::Workers alone(1);
    impl_->solver.balance(impl_->block, alone);
    float most = 0.0f;
    for (std::size_t b = 0; b < before.size(); ++b)
        for (int l = 0; l < kLanes; ++l) {
            const MaterialBatch &was = before[b], &is = impl_->block.materials[b];
            if (!(was.c10[l] > 0.0f)) continue;
            const float change = std::fabs(is.c10[l] - was.c10[l]) + std::fabs(is.tone[l] - was.tone[l]);
            most = std::max(most, change / was.c10[l]);
        }
    impl_->changed += most;
    if (impl_->changed > kChanged) { // small changes leave tangents good enough
        impl_->changed = 0.0f;
        impl_->solver.forget();
    }
}

glm::vec3 Press::touchPoint() const {
    return impl_->block.toBody({impl_->base.x, impl_->base.y, 0.0f});
}
glm::vec3 Press::direction() const {
    return impl_->block.axes[2];
}
int Press::elementCount() const {
    return impl_->block.size.elements();
}
const Tool& Press::tool() const {
    return impl_->tool;
}

glm::mat4 Press::toolToBody() const {
    const glm::mat3& a = impl_->block.axes;
    const glm::vec3 o = impl_->block.toBody(impl_->state.tool);
    return {glm::vec4(-a[0], 0), glm::vec4(a[1], 0), glm::vec4(-a[2], 0), glm::vec4(o, 1)};
}

std::uint64_t Press::hash() const {
    core::Hasher h;
    const Impl& m = *impl_;
    for (int d = 0; d < 3; ++d) {
        h.add(m.block.origin[d]);
        h.add(m.state.tool[d]);
        h.add(m.onTissue[d]);
        for (int c = 0; c < 3; ++c) h.add(m.block.axes[c][d]);
    }
    h.add(m.lost);
    h.add(m.base.x);
    h.add(m.base.y);
    h.add(m.touchHeight);
    h.addAll(std::span<const float>(m.block.height));
    for (const MaterialBatch& b : m.block.materials) { // they change with the patient's condition
        h.addAll(std::span<const float>(b.c10));
        h.addAll(std::span<const float>(b.tone));
    }
    h.addAll(std::span<const float>(m.state.u));
    h.addAll(std::span<const float>(m.way.speed));
    h.add(m.approaching);
    h.add(m.astray);
    h.add(m.way.known);
    h.add(m.way.gone);
    h.add(m.way.sinking);
    m.elements.addTo(h);
    m.contact.addTo(h);
    m.solver.addTo(h);
    return h.value();
}

} // namespace tissue
