// The show of the nerve bench: every place can be played from the first step to the last, and each step has its words.
#include <app/nerve_show.h>

#include <core/paths.h>

#include <gtest/gtest.h>

namespace {

std::shared_ptr<const session::Library> library() {
    static const auto made = [] {
        auto loaded = session::Library::load(core::assetsDirectory().value());
        CHECK(loaded.ok(), loaded.ok() ? "" : loaded.error().text().c_str());
        return loaded.value();
    }();
    return made;
}

/// Half a minute of the session at each step.
patient::NerveBenchState played(patient::NerveBench& bench, const app::NerveChoices& choices) {
    for (int n = 0; n < 600; ++n) bench.step(choices.controls, 0.0f, 0.05f);
    return bench.state();
}

TEST(NerveShow, EveryPlaceIsPlayedToTheEnd) {
    for (const patient::Entrapment& site : library()->entrapments.sites()) {
        SCOPED_TRACE(site.key());
        patient::NerveBench bench(library()->entrapments);
        app::NerveChoices now;
        now.controls.site = "left " + site.key();
        const int steps = app::nerveShowSteps(site);
        float well = 0.0f, held = 1.0f;
        for (int step = 0; step < steps; ++step) {
            now = app::nerveShowAt(library()->entrapments, site, now, step);
            EXPECT_EQ(now.showStep, step);
            for (const float share : now.controls.share) {
                EXPECT_GE(share, 0.0f);
                EXPECT_LE(share, 1.0f);
            }
            const patient::NerveBenchState state = played(bench, now);
            if (step == 0) well = state.middle().conduction;
            if (step == 2) held = state.middle().conduction;
            const app::NerveShowWords words = app::nerveShowWords(*library(), state, now);
            EXPECT_EQ(words.title.rfind(std::to_string(step + 1) + " of " + std::to_string(steps) + ": ", 0), 0u);
            EXPECT_GT(words.text.size(), 10u);
        }
        EXPECT_EQ(well, 1.0f);
        if (app::firstCause(site)) {
            EXPECT_LT(held, 0.5f);
        }
        EXPECT_EQ(now.muscle, !site.points.empty()) << "the last step shows the muscle that is mistaken for it";
    }
}

TEST(NerveShow, StepsBeyondTheEndsStayWithin) {
    const patient::Entrapment& site = library()->entrapments.sites().front();
    const int last = app::nerveShowSteps(site) - 1;
    EXPECT_EQ(app::nerveShowAt(library()->entrapments, site, {}, -7).showStep, 0);
    EXPECT_EQ(app::nerveShowAt(library()->entrapments, site, {}, 99).showStep, last);
}

TEST(NerveShow, SaysNothingWhenItIsNotPlayed) {
    EXPECT_TRUE(app::nerveShowWords(*library(), {}, {}).title.empty());
}

TEST(NerveWords, TellPressureInBothUnitsAndWhatIsFelt) {
    EXPECT_EQ(app::pressureWords(9.3f), "9.3 kPa (70 mmHg)");
    EXPECT_EQ(app::feltWords({}), "nothing");
    EXPECT_EQ(app::feltWords({.tingling = 0.5f, .numbness = 0.9f, .pain = 0.0f, .weakness = 0.3f}),
              "tingling, numb and weak");
}

} // namespace
