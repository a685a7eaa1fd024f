#include <patient/entrapment.h>

#include <patient/asked_key.h>

#include <core/document.h>
#include <core/text.h>

#include <algorithm>
#include <map>

namespace patient {

namespace {

constexpr std::array<std::string_view, kNerveCauses> kCauseNames = {"tone", "disc", "posture", "hand"};
constexpr float kMm = 0.001f;
constexpr float kMostKPa = 500.0f; ///< more than a hand with a bar brings to the skin
constexpr float kMinute = 60.0f;
constexpr float kDay = 86400.0f;

std::string optionalText(const core::Node& node, std::string_view key) {
    return node.has(key) ? node.find(key).text() : std::string();
}

bool known(const std::vector<std::string>& keys, const std::string& key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

/// [low, high] or [low, typical, high] in [least, most], rising.
template <std::size_t N>
std::array<float, N> rising(const core::Node& node, float least, float most) {
    std::array<float, N> out{};
    const std::vector<float> values = node.reals();
    bool good = values.size() == N;
    for (std::size_t i = 0; good && i < N; ++i)
        good = values[i] >= least && values[i] <= most && (i == 0 || values[i] >= values[i - 1]);
    if (!good) {
        node.fault("must be " + std::to_string(N) + " figures that rise, between " + core::fixed(least, 1) + " and " +
                   core::fixed(most, 0));
        return out;
    }
    std::copy(values.begin(), values.end(), out.begin());
    return out;
}

} // namespace

std::string_view nerveCauseName(NerveCause cause) {
    return kCauseNames[static_cast<std::size_t>(cause)];
}

std::optional<NerveCause> parseNerveCause(std::string_view name) {
    for (std::size_t i = 0; i < kNerveCauses; ++i)
        if (kCauseNames[i] == name) return static_cast<NerveCause>(i);
    return std::nullopt;
}

bool Entrapment::has(NerveCause cause) const {
    return std::find(causes.begin(), causes.end(), cause) != causes.end();
}

class EntrapmentReader {
public:
    EntrapmentReader(const anatomy::Atlas& atlas, const PointLibrary& points, EntrapmentLibrary& out)
        : atlas_(atlas), out_(out) {
        for (const anatomy::Structure& s : atlas.structures()) structures_.push_back(s.key);
        for (const Zone& z : points.zones()) zones_.push_back(z.key);
        for (const TriggerPoint& p : points.points()) points_.push_back(p.key);
    }

    void readAnatomy(const core::Node& root) {
        for (const char* key : {"source", "sources"}) root.find(key);
        readSources(root);
        for (const core::Node& node : root.get("pressure").items()) readPressure(node);
        for (const core::Node& nerve : root.get("nerve").items()) readNerve(nerve);
    }

    void readBench(const core::Node& root) {
        optionalText(root, "source");
        sources_.clear();
        readSources(root);
        for (const core::Node& node : root.find("pressure").items()) readPressure(node);
        const core::Node law = root.get("law");
        readLaw(law.get("nerve"), out_.nerve_);
        readLaw(law.get("root"), out_.root_);
        readCourse(root.get("course"));
        std::array<bool, kNerveCauses> given{};
        for (const core::Node& node : root.get("cause").items()) readCause(node, given);
        for (std::size_t i = 0; i < kNerveCauses; ++i)
            if (!given[i]) root.get("cause").fault("no figures for the cause \"" + std::string(kCauseNames[i]) + "\"");
        std::vector<bool> told(out_.sites_.size(), false);
        for (const core::Node& node : root.get("entrapment").items()) readSite(node, told);
        for (std::size_t i = 0; i < told.size(); ++i)
            if (!told[i])
                root.get("entrapment")
                    .fault("nothing says what presses at \"" + out_.sites_[i].key() + "\", which " +
                           out_.sites_[i].place.text() + " describes");
    }

private:
    void readSources(const core::Node& root) {
        const core::Node sources = root.get("sources");
        for (const std::string& key : sources.keys()) sources_[key] = sources.get(key).text();
    }

    std::vector<std::string> cited(const core::Node& node) const {
        std::vector<std::string> out;
        std::vector<std::string> keys;
        for (const auto& [key, text] : sources_) keys.push_back(key);
        for (const core::Node& item : node.items()) {
            const std::string key = item.text();
            const auto at = sources_.find(key);
            if (at == sources_.end())
                item.fault("unknown source \"" + key + "\"" + didYouMean(key, keys));
            else
                out.push_back(at->second);
        }
        return out;
    }

    std::vector<std::string> keysOf(const core::Node& node, const std::vector<std::string>& all,
                                    const std::string& what) const {
        std::vector<std::string> out;
        for (const core::Node& item : node.items()) {
            const std::string key = item.text();
            if (known(all, key))
                out.push_back(key);
            else
                item.fault("unknown " + what + " \"" + key + "\"" + didYouMean(key, all));
        }
        return out;
    }

    void readPressure(const core::Node& node) {
        NervePressure p;
        p.effect = node.get("effect").text();
        node.find("mmhg");
        const std::array<float, 2> kpa = rising<2>(node.get("kpa"), 0.1f, kMostKPa);
        p.lowKPa = kpa[0];
        p.highKPa = kpa[1];
        p.tissue = std::array<const char*, 2>{"nerve", "root"}[node.get("tissue").oneOf({"nerve", "root"})];
        p.confidence = "ABC"[node.get("confidence").oneOf({"A", "B", "C"})];
        p.sources = cited(node.get("sources"));
        out_.pressures_.push_back(std::move(p));
    }

    void readNerve(const core::Node& node) {
        const std::string nerve = node.get("structure").text();
        const std::size_t carries = node.get("carries").oneOf({"sensory", "motor", "mixed"});
        Entrapment common;
        common.nerve = nerve;
        common.root = nerve.rfind("root_", 0) == 0;
        common.feels = carries != 1;
        common.moves = carries != 0;
        common.sensory = node.get("sensory").text();
        common.motor = node.get("motor").text();
        common.zones = keysOf(node.get("zones"), zones_, "zone");
        for (const core::Node& e : node.find("entrapment").items()) {
            Entrapment site = common;
            site.place = e.place();
            site.site = e.get("key").text();
            site.where = e.get("site").text();
            site.at = kMm * e.get("at_mm").vec3();
            site.compressors = keysOf(e.get("compressors"), structures_, "structure");
            site.signs = e.get("signs").text();
            site.test = e.get("test").text();
            site.stop = optionalText(e, "stop");
            site.points = keysOf(e.get("points"), points_, "trigger point");
            site.confidence = "ABC"[e.get("confidence").oneOf({"A", "B", "C"})];
            site.sources = cited(e.get("sources"));
            if (find(site.nerve, site.site) != nullptr) e.fault("\"" + site.key() + "\" is described twice");
            out_.sites_.push_back(std::move(site));
        }
    }

    Entrapment* find(const std::string& nerve, const std::string& site) {
        for (Entrapment& e : out_.sites_)
            if (e.nerve == nerve && e.site == site) return &e;
        return nullptr;
    }

    void readLaw(const core::Node& node, NerveLaw& law) {
        const auto read = [&](const char* key, NervePressure& to) {
            const core::Node wanted = node.get(key);
            const std::string effect = wanted.text();
            std::vector<std::string> all;
            for (const NervePressure& p : out_.pressures_) {
                all.push_back(p.effect);
                if (p.effect == effect) to = p;
            }
            if (to.effect.empty() && wanted.exists())
                wanted.fault("no pressure has the effect \"" + effect + "\"" + didYouMean(effect, all));
        };
        read("flow_slows", law.flowSlows);
        read("flow_stops", law.flowStops);
        read("conduction_falls", law.conductionFalls);
        read("blocked", law.blocked);
        read("harmless", law.harmless);
        read("lasting", law.lasting);
        const bool ordered = law.conductionFalls.lowKPa < law.blocked.lowKPa &&
                             law.conductionFalls.highKPa < law.blocked.highKPa &&
                             law.harmless.highKPa < law.lasting.lowKPa;
        if (!ordered) node.fault("conduction must fall before it is blocked, and harm begin above what is harmless");
    }

    void readCourse(const core::Node& node) {
        const auto block = rising<2>(node.get("block_min"), 0.1f, 600.0f);
        const auto recovery = rising<2>(node.get("recovery_min"), 0.1f, 600.0f);
        const float lag = node.get("weakness_lag").realIn(0.0f, 0.9f, 0.2f);
        const float mechanical = node.get("mechanical_kpa").realIn(1.0f, kMostKPa, 40.0f);
        const float days = node.get("lasting_recovery_days").realIn(0.1f, 1000.0f, 21.0f);
        const float test = node.get("test_kpa").realIn(0.1f, kMostKPa, 3.0f);
        optionalText(node, "note");
        node.get("confidence").oneOf({"A", "B", "C"});
        cited(node.get("sources"));
        for (NerveLaw* law : {&out_.nerve_, &out_.root_}) {
            for (std::size_t i = 0; i < 2; ++i) {
                law->blockSeconds[i] = kMinute * block[i];
                law->recoverySeconds[i] = kMinute * recovery[i];
            }
            law->weaknessLag = lag;
            law->mechanicalKPa = mechanical;
            law->lastingRecoverySeconds = kDay * days;
            law->testKPa = test;
        }
    }

    void readCause(const core::Node& node, std::array<bool, kNerveCauses>& given) {
        const std::size_t kind = node.get("kind").oneOf({"tone", "disc", "posture", "hand"});
        if (given[kind]) node.fault("\"" + std::string(kCauseNames[kind]) + "\" is described twice");
        given[kind] = true;
        NerveCauseFigures& out = out_.causes_[kind];
        out.kind = static_cast<NerveCause>(kind);
        out.words = node.get("words").text();
        if (out.kind == NerveCause::Hand) {
            if (node.has("full_kpa"))
                node.find("full_kpa").fault("a hand's pressure on the nerve comes from the tissue solver");
        } else {
            out.fullKPa = rising<3>(node.get("full_kpa"), 0.1f, kMostKPa);
        }
        out.note = optionalText(node, "note");
        out.confidence = "ABC"[node.get("confidence").oneOf({"A", "B", "C"})];
        out.sources = cited(node.get("sources"));
    }

    void readSite(const core::Node& node, std::vector<bool>& told) {
        const std::string nerve = node.get("nerve").text();
        const std::string site = node.get("site").text();
        Entrapment* e = find(nerve, site);
        std::vector<NerveCause> causes;
        for (const core::Node& item : node.get("causes").items())
            causes.push_back(static_cast<NerveCause>(item.oneOf({"tone", "disc", "posture", "hand"})));
        if (causes.empty()) node.fault("something must press here: \"causes\" is empty");
        const std::string posture = optionalText(node, "posture");
        const std::vector<std::string> weakens =
            node.has("weakens") ? keysOf(node.find("weakens"), structures_, "structure") : std::vector<std::string>{};
        if (e == nullptr) {
            std::vector<std::string> keys;
            for (const Entrapment& s : out_.sites_) keys.push_back(s.key());
            node.fault("nerves.toml has no place \"" + nerve + "/" + site + "\"" +
                       didYouMean(nerve + "/" + site, keys));
            return;
        }
        const std::size_t index = static_cast<std::size_t>(e - out_.sites_.data());
        if (told[index]) node.fault("\"" + e->key() + "\" is described twice");
        told[index] = true;
        e->causes = causes;
        e->posture = posture;
        e->weakens = weakens;
        if (e->has(NerveCause::Posture) == posture.empty())
            node.fault(posture.empty() ? "which posture presses? \"posture\" is missing"
                                       : "\"posture\" is told, and is not among the causes");
        if (!e->moves && !weakens.empty()) node.fault("\"" + nerve + "\" moves no muscle: nothing weakens");
        for (const std::string& key : weakens)
            if (atlas_.withKey(key).front()->kind != anatomy::Kind::Muscle)
                node.find("weakens").fault("\"" + key + "\" is not a muscle");
    }

    const anatomy::Atlas& atlas_;
    EntrapmentLibrary& out_;
    std::vector<std::string> structures_, zones_, points_;
    std::map<std::string, std::string> sources_;
};

core::Result<EntrapmentLibrary> EntrapmentLibrary::load(const std::filesystem::path& folder,
                                                        const anatomy::Atlas& atlas, const PointLibrary& points) {
    EntrapmentLibrary out;
    EntrapmentReader reader(atlas, points, out);
    auto nerves = core::Document::read(folder / "nerves.toml");
    if (!nerves) return nerves.error();
    reader.readAnatomy(nerves.value().root());
    auto bench = core::Document::read(folder / "entrapments.toml");
    if (!bench) return bench.error();
    reader.readBench(bench.value().root());
    // What the builder of nerves reads of nerves.toml is its to judge: only faults of what was read here count.
    if (const core::Status status = nerves.value().finish(); !status) {
        core::Error faults = status.error();
        std::erase_if(faults.messages, [](const std::string& m) { return m.find("unknown key") != std::string::npos; });
        if (!faults.messages.empty()) return faults;
    }
    if (const auto good = bench.value().finish(); !good) return good.error();
    return out;
}

core::Result<SitedEntrapment> EntrapmentLibrary::resolve(std::string_view text) const {
    const auto [side, key] = askedKey(text);
    std::vector<const Entrapment*> ofNerve;
    std::vector<std::string> keys;
    for (const Entrapment& e : sites_) {
        if (foldedKey(e.key()) == key) return SitedEntrapment{&e, side};
        if (foldedKey(e.nerve) == key) ofNerve.push_back(&e);
        keys.push_back(e.key());
    }
    if (ofNerve.size() == 1) return SitedEntrapment{ofNerve.front(), side};
    if (!ofNerve.empty()) {
        std::string list;
        for (const Entrapment* e : ofNerve) list += (list.empty() ? "" : ", ") + e->key();
        return core::Error("\"" + std::string(text) + "\" is caught at several places: " + list);
    }
    return core::Error("no nerve is caught at \"" + std::string(text) + "\"" + didYouMean(key, keys));
}

} // namespace patient
