#include <session/session.h>

#include <session/nerve_site.h>

#include <tissue/label_tissue_map.h>

#include <core/paths.h>

#include <algorithm>
#include <cmath>

namespace session {

namespace {

constexpr int kTraceEvery = 10;    // steps
constexpr float kOffN = 0.05f;     // less than this is no touch any more
constexpr float kToneStep = 0.05f; // of the bench's tone: the block is renewed for no smaller change

/// Input as far as a hand can do it: non-finite places are no press, forces and rates are bounded.
training::Input sane(training::Input in) {
    if (!core::finite(in.skinPoint)) {
        in.pressing = false;
        in.skinPoint = glm::vec3(0.0f);
    }
    if (!core::finite(in.direction)) in.direction = glm::vec3(0.0f);
    in.forceN = std::isfinite(in.forceN) ? std::clamp(in.forceN, 0.0f, 1000.0f) : 0.0f;
    in.rateNPerS = std::isfinite(in.rateNPerS) ? std::clamp(in.rateNPerS, 1.0f, 200.0f) : 25.0f;
    return in;
}

} // namespace

struct Session::Impl {
    Impl(std::shared_ptr<const World> w, std::optional<training::Lesson> l, core::Workers& pool)
        : world(std::move(w)), lesson(std::move(l)), workers(pool),
          patient(world->chart, world->library->points, world->library->response, world->library->atlas, world->labels,
                  world->thresholdsKPa),
          map(world->labels, world->library->atlas,
              [this](const glm::vec3& p, tissue::TissueSample& s) {
                  patient.condition(p, s);
                  tighten(s);
              }),
          bench(world->library->entrapments) {
        if (lesson) run.emplace(*lesson, patient);
        recording.lesson = lesson ? lesson->key : "";
        recording.patient = world->chart.key;
        recording.bodyHash = world->body.hash();
        recording.contentHash = contentHash();
        recording.stepSeconds = kStepSeconds;
    }

    std::uint64_t contentHash() const;
    void touch(const training::Input& in);
    void lift();
    void aim(const training::Input& in);
    void teach(const training::Input& in);
    void tighten(tissue::TissueSample& sample) const;
    void stepBench(const training::Input& in);
    std::uint64_t condition() const { return patient.conditionVersion() + toneVersion; }

    std::shared_ptr<const World> world;
    std::optional<training::Lesson> lesson;
    core::Workers& workers;
    patient::Patient patient;
    tissue::LabelTissueMap map;
    std::optional<training::LessonRun> run;
    std::optional<tissue::Press> press;
    tissue::Reading reading;
    std::uint64_t conditionSeen = 0;
    training::Input last;
    float wantedN = 0.0f;
    float forceRate = 0.0f;
    std::uint32_t steps = 0;
    std::string problem;
    records::Recording recording;
    std::vector<records::TracePoint> trace;
    std::vector<ProbeTarget> watched;
    patient::NerveBench bench;
    NerveSite site;        ///< of the bench
    float siteTone = 0.0f; ///< of the muscles that compress it, as the tissue has it
    std::uint64_t toneVersion = 0;
};

/// The muscles that squeeze the nerve of the bench are as tight as its control says.
void Session::Impl::tighten(tissue::TissueSample& sample) const {
    if (siteTone <= 0.0f || sample.kind != tissue::TissueKind::Muscle) return;
    if (std::find(site.muscles.begin(), site.muscles.end(), sample.structure) != site.muscles.end())
        sample.tone = std::max(sample.tone, siteTone);
}

void Session::Impl::stepBench(const training::Input& in) {
    const float hand = press && bench.state().at.entrapment != nullptr && !site.stretch.points.empty()
                           ? probe(site.stretch, *press).peakKPa
                           : 0.0f;
    bench.step(in.nerve, hand, kStepSeconds);
    const patient::SitedEntrapment& at = bench.state().at;
    if (at.entrapment != site.of.entrapment || at.side != site.of.side) {
        site = nerveSite(*world, at);
        if (siteTone > 0.0f) ++toneVersion;
        siteTone = 0.0f;
    }
    const bool tense = at.entrapment != nullptr && at.entrapment->has(patient::NerveCause::Tone);
    const float share = std::isfinite(in.nerve.share[0]) ? in.nerve.share[0] : 0.0f;
    const float tone = tense ? kToneStep * std::round(std::clamp(share, 0.0f, 1.0f) / kToneStep) : 0.0f;
    if (tone == siteTone) return;
    siteTone = tone;
    ++toneVersion;
}

/// Of the world and the bytes of the lesson's file.
std::uint64_t Session::Impl::contentHash() const {
    core::Hasher hasher;
    hasher.add(world->contentHash);
    if (lesson)
        if (const auto bytes = core::readFile(lesson->file)) hasher.add(std::string_view(bytes.value()));
    return hasher.value();
}

/// The hand brings the force to what is wanted at its rate; the tissue gives the depth.
void Session::Impl::touch(const training::Input& in) {
    const glm::vec3 direction =
        glm::length(in.direction) > 1e-4f ? in.direction : -world->labels.nearestSkin(in.skinPoint).normal;
    if (press && press->tool().key != in.tool) lift();
    if (!press) {
        const auto tool = tissue::findTool(world->library->tools, in.tool);
        if (!tool) {
            problem = tool.error().text();
            return;
        }
        auto begun = tissue::Press::begin(map, world->library->materials, tool.value(), in.skinPoint, direction);
        if (!begun) {
            problem = begun.error().text();
            return;
        }
        press.emplace(std::move(begun).value());
        conditionSeen = condition();
    } else if (glm::distance(in.skinPoint, last.skinPoint) > 1e-5f ||
               glm::distance(in.direction, last.direction) > 1e-4f) {
        if (const auto moved = press->follow(map, in.skinPoint, direction); !moved)
            problem = moved.error().text(); // stays where it was
    }
    problem.clear();
    if (conditionSeen != condition()) {
        press->renewCondition(map);
        conditionSeen = condition();
    }
    const float before = wantedN;
    const float most = in.rateNPerS * kStepSeconds;
    wantedN += std::clamp(std::min(in.forceN, press->tool().largestForceN) - wantedN, -4.0f * most, most);
    forceRate = (wantedN - before) / kStepSeconds;
    press->step({tissue::Drive::Force, wantedN, glm::vec3(0.0f), -1.0f}, kStepSeconds, workers);
    reading = press->reading();
}

void Session::Impl::lift() {
    press.reset();
    reading = {};
    wantedN = 0.0f;
    forceRate = 0.0f;
}

void Session::Impl::teach(const training::Input& in) {
    if (!run || run->finished()) return;
    training::Measured m;
    m.time = static_cast<float>(steps) * kStepSeconds;
    m.touching = press.has_value() && reading.forceN > kOffN;
    m.tool = in.tool;
    m.skinPoint = press ? press->touchPoint() : in.skinPoint;
    const bool aimed = glm::length(in.direction) > 1e-4f;
    m.direction = press   ? press->direction()
                  : aimed ? glm::normalize(in.direction)
                          : -world->labels.nearestSkin(in.skinPoint).normal;
    m.forceN = reading.forceN;
    m.forceRate = forceRate;
    m.reading = m.touching ? &reading : nullptr;
    m.felt = &patient.state();
    run->step(in, m, kStepSeconds);
}

Session::Session(std::shared_ptr<const World> world, std::optional<training::Lesson> lesson, core::Workers& workers)
    : impl_(std::make_unique<Impl>(std::move(world), std::move(lesson), workers)) {}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;

void Session::step(const training::Input& given) {
    Impl& m = *impl_;
    const training::Input in = sane(given);
    if (in.pressing && in.forceN > 0.0f) {
        m.touch(in);
    } else if (m.press && m.wantedN > kOffN && !in.pressing) {
        // letting go is not a jump: the hand comes off in a few steps
        training::Input off = in;
        off.pressing = true;
        off.tool = m.last.tool;
        off.skinPoint = m.last.skinPoint;
        off.direction = m.last.direction;
        off.forceN = 0.0f;
        m.touch(off);
        if (m.wantedN <= kOffN) m.lift();
    } else {
        m.lift();
        if (!in.pressing) m.problem.clear();
    }
    const bool touches = m.press.has_value();
    m.patient.step(touches ? &*m.press : nullptr, touches ? &m.reading : nullptr, m.forceRate, kStepSeconds);
    m.stepBench(in);
    ++m.steps;
    m.teach(in);
    if (m.steps % kTraceEvery == 1)
        m.trace.push_back(
            {static_cast<float>(m.steps) * kStepSeconds, m.reading.forceN, m.patient.state().pain, m.reading.depthMm});
    const bool lettingGo = touches && !in.pressing; // the place of the press stays that of the last one
    const training::Input before = m.last;
    m.last = in;
    if (lettingGo) {
        m.last.tool = before.tool;
        m.last.skinPoint = before.skinPoint;
        m.last.direction = before.direction;
    }
    m.recording.add(given, m.steps % records::kHashEvery == 0 ? hash() : 0);
}

Snapshot Session::snapshot(int fieldPoints) const {
    const Impl& m = *impl_;
    Snapshot s;
    s.step = m.steps;
    s.time = static_cast<float>(m.steps) * kStepSeconds;
    s.input = m.last;
    s.touching = m.press.has_value() && m.reading.forceN > kOffN;
    s.wantedN = m.wantedN;
    s.forceRate = m.forceRate;
    s.reading = m.reading;
    s.patient = m.patient.state();
    s.problem = m.problem;
    if (m.run) s.lesson = m.run->state();
    s.nerve = m.bench.state();
    s.nerveAt = m.site.at;
    s.nerveAlong = m.site.along;
    s.nerveStructure = m.site.nerve;
    for (const ProbeTarget& target : m.watched) {
        ProbeReading none;
        none.key = target.key;
        none.name = target.name;
        s.probes.push_back(s.touching ? probe(target, *m.press) : none);
    }
    if (m.press) {
        s.touchPoint = m.press->touchPoint();
        s.direction = m.press->direction();
        s.toolToBody = m.press->toolToBody();
        if (fieldPoints > 1) s.field = m.press->field(glm::ivec3(fieldPoints, fieldPoints, fieldPoints * 3 / 4));
    }
    return s;
}

void Session::watch(std::vector<ProbeTarget> targets) {
    impl_->watched = std::move(targets);
}

const World& Session::world() const {
    return *impl_->world;
}
const training::Lesson* Session::lesson() const {
    return impl_->lesson ? &*impl_->lesson : nullptr;
}
const patient::Patient& Session::patient() const {
    return impl_->patient;
}
const patient::PatientState& Session::patientState() const {
    return impl_->patient.state();
}
const training::LessonState* Session::lessonState() const {
    return impl_->run ? &impl_->run->state() : nullptr;
}
bool Session::finished() const {
    return impl_->run && impl_->run->finished();
}
std::uint32_t Session::stepCount() const {
    return impl_->steps;
}
const records::Recording& Session::recording() const {
    return impl_->recording;
}
const std::vector<records::TracePoint>& Session::trace() const {
    return impl_->trace;
}

std::uint64_t Session::hash() const {
    const Impl& m = *impl_;
    core::Hasher h;
    h.add(m.steps);
    h.add(m.wantedN);
    h.add(m.press ? m.press->hash() : 0ull);
    h.add(m.patient.hash());
    h.add(m.run ? m.run->hash() : 0ull);
    h.add(m.bench.hash());
    h.add(m.siteTone);
    return h.value();
}

core::Result<ReplayResult> replay(const records::Recording& recording, Session& fresh) {
    CHECK(fresh.stepCount() == 0, "a replay starts from a fresh session");
    const records::Recording& own = fresh.recording();
    if (recording.bodyHash != own.bodyHash)
        return core::Error("the recording was made with another body (its description or the program changed since)");
    if (recording.contentHash != own.contentHash || recording.patient != own.patient || recording.lesson != own.lesson)
        return core::Error("the recording was made with other content: lesson \"" + recording.lesson +
                           "\", patient \"" + recording.patient + "\", or their files changed since");
    ReplayResult out;
    std::size_t check = 0;
    for (std::uint32_t step = 0; step < recording.steps; ++step) {
        fresh.step(recording.inputOf(step));
        ++out.steps;
        while (check < recording.checks.size() && recording.checks[check].step < step) ++check;
        if (check >= recording.checks.size() || recording.checks[check].step != step) continue;
        if (recording.checks[check].hash == fresh.hash())
            ++out.checked;
        else if (!out.firstDifference)
            out.firstDifference = step;
    }
    return out;
}

} // namespace session
