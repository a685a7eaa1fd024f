// Reading recordings. Every line is one JSON object; every key is needed, no other is known, none may stand twice:
//   {"paraspinal_recording":1,"lesson":"..","patient":"..","body_hash":"..","content_hash":"..","step_seconds":0.05}
//   {"step":0,"tool":"thumb","pressing":true,"skin_point":[x,y,z],"direction":[x,y,z],"force_n":20,"rate_n_per_s":25,
//    "action":"none","answer":""}                                       where the input changed; the nerve bench, where
//                                                                       it is on or was set, adds
//    "nerve":{"site":"..","share":[a,b,c],"testing":false,"pace":60,"run":0}
//   {"check":19,"hash":".."}                                            state after that step
//   {"end":480,"changes":12,"checks":24}                                the last line: number of steps and lines
// Hashes are 16 hexadecimal digits: JSON's numbers do not hold 64 bits everywhere.
#include <records/recording.h>

#include <records/recording_rules.h>

#include <core/paths.h>
#include <core/text.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

namespace records {
namespace {

using Json = nlohmann::json;

/// The values of one line. Keeps the first fault and goes on with empty values.
class Fields {
public:
    explicit Fields(const Json& object) : object_(object) {}

    bool has(const char* key) const { return object_.contains(key); }
    std::string text(const char* key) {
        const Json* value = get(key, "a text", &Json::is_string);
        if (value == nullptr) return {};
        const auto& text = value->get_ref<const std::string&>();
        note(faultOfText(key, text));
        return text;
    }
    bool flag(const char* key) {
        const Json* value = get(key, "true or false", &Json::is_boolean);
        return value != nullptr && value->get<bool>();
    }
    float real(const char* key) {
        const Json* value = get(key, "a number", &Json::is_number);
        return value != nullptr ? asFloat(key, *value) : 0.0f;
    }
    glm::vec3 vector(const char* key) {
        const Json* value = get(key, "an array of three numbers", &Json::is_array);
        if (value == nullptr) return {};
        if (value->size() != 3 ||
            !std::all_of(value->begin(), value->end(), [](const Json& v) { return v.is_number(); })) {
            note(std::string(key) + " must be an array of three numbers");
            return {};
        }
        return {asFloat(key, (*value)[0]), asFloat(key, (*value)[1]), asFloat(key, (*value)[2])};
    }
    std::uint32_t count(const char* key) {
        const Json* value = get(key, "a whole number from 0", &Json::is_number_unsigned);
        if (value == nullptr) return 0;
        const auto number = value->get<std::uint64_t>();
        if (number <= std::numeric_limits<std::uint32_t>::max()) return static_cast<std::uint32_t>(number);
        note(std::string(key) + " is too large: " + std::to_string(number));
        return 0;
    }
    std::uint64_t hash(const char* key) {
        const std::string digits = text(key);
        std::uint64_t out = 0;
        bool good = digits.size() == 16;
        for (const char c : digits) {
            const bool letter = c >= 'a' && c <= 'f';
            good = good && (letter || (c >= '0' && c <= '9'));
            out = out * 16 + static_cast<std::uint64_t>(letter ? c - 'a' + 10 : c - '0');
        }
        if (!good) note(std::string(key) + " must be 16 hexadecimal digits (0-9, a-f), found \"" + digits + "\"");
        return good ? out : 0;
    }
    training::Action action(const char* key) {
        const std::string name = text(key);
        const auto found = std::find(kActionNames.begin(), kActionNames.end(), name);
        if (found != kActionNames.end()) return static_cast<training::Action>(found - kActionNames.begin());
        const std::string near = core::nearest(name, {kActionNames.begin(), kActionNames.end()});
        note(std::string(key) + " is unknown: \"" + name + "\"" +
             (near.empty() ? "" : "; did you mean \"" + near + "\"?"));
        return training::Action::None;
    }
    /// Null: not an object.
    const Json* object(const char* key) { return get(key, "an object", &Json::is_object); }
    void note(const std::string& fault) {
        if (fault_.empty()) fault_ = fault;
    }
    const std::string& firstFault() const { return fault_; }
    /// The first fault of the line, all of whose keys were asked for by now: another key is a fault.
    const std::string& finish() {
        for (const auto& item : object_.items())
            if (std::find(asked_.begin(), asked_.end(), item.key()) == asked_.end())
                note("unknown key \"" + item.key() + "\"");
        return fault_;
    }

private:
    const Json* get(const char* key, const char* expected, bool (Json::*is)() const noexcept) {
        asked_.emplace_back(key);
        const auto at = object_.find(key);
        if (at == object_.end()) {
            note("missing \"" + std::string(key) + "\"");
            return nullptr;
        }
        if (((*at).*is)()) return &*at;
        note(std::string(key) + " must be " + expected + ", found " + at->type_name());
        return nullptr;
    }
    float asFloat(const char* key, const Json& value) {
        const double number = value.get<double>();
        if (std::abs(number) <= static_cast<double>(std::numeric_limits<float>::max()))
            return static_cast<float>(number);
        note(std::string(key) + " is too large: " + core::shortest(number));
        return 0.0f;
    }

    const Json& object_;
    std::vector<std::string> asked_;
    std::string fault_;
};

class Reader {
public:
    Reader(std::string file, std::string_view bytes) : file_(std::move(file)), rest_(bytes) {}
    core::Result<Recording> read();

private:
    core::Result<Json> nextLine();
    std::string readHeader(Fields& fields);
    std::string readLine(Fields& fields);
    std::string readChange(Fields& fields);
    std::string readCheck(Fields& fields);
    std::string readEnd(Fields& fields);
    core::Error at(const std::string& fault, int column = 0) const {
        return {core::Place{file_, line_, column}, fault};
    }

    std::string file_;
    std::string_view rest_;
    int line_ = 0;
    bool lineEnded_ = true; ///< the last line read ends with a line feed
    bool ended_ = false;    ///< the end line was read
    LineOrder order_;
    Recording recording_;
};

/// nlohmann's reason without its own place: "... at line 1, column 7: reason".
std::string reasonOf(const Json::exception& error) {
    const std::string_view what = error.what();
    const std::size_t column = what.find("column ");
    const std::size_t colon = what.find(": ", column == std::string_view::npos ? 0 : column);
    if (column != std::string_view::npos && colon != std::string_view::npos) return std::string(what.substr(colon + 2));
    const std::size_t bracket = what.find("] ");
    return std::string(bracket == std::string_view::npos ? what : what.substr(bracket + 2));
}

core::Result<Json> Reader::nextLine() {
    ++line_;
    const std::size_t feed = rest_.find('\n');
    lineEnded_ = feed != std::string_view::npos;
    const std::string_view line = rest_.substr(0, feed);
    rest_.remove_prefix(lineEnded_ ? feed + 1 : rest_.size());
    if (line.size() > kMostLineBytes)
        return at("the line has " + std::to_string(line.size()) + " bytes, at most " + std::to_string(kMostLineBytes) +
                  " are allowed");
    std::vector<std::string> keys;
    std::string twice;
    const auto watch = [&](int depth, Json::parse_event_t event, Json& parsed) {
        if (event != Json::parse_event_t::key || depth != 1) return true;
        const auto& key = parsed.get_ref<const std::string&>();
        if (std::find(keys.begin(), keys.end(), key) != keys.end()) twice = key;
        keys.push_back(key);
        return true;
    };
    try {
        Json object = Json::parse(line.begin(), line.end(), watch);
        if (!object.is_object()) return at(std::string("expected a JSON object, found ") + object.type_name());
        if (!twice.empty()) return at("the key \"" + twice + "\" stands twice");
        return object;
    } catch (const Json::parse_error& error) {
        if (!lineEnded_) return at("the recording is cut off in the middle of this line");
        return at("not JSON: " + reasonOf(error), static_cast<int>(error.byte));
    } catch (const Json::exception& error) {
        return at("not JSON: " + reasonOf(error));
    }
}

std::string Reader::readHeader(Fields& fields) {
    if (!fields.has("paraspinal_recording"))
        return R"(not a recording: the first line must begin {"paraspinal_recording":1,)";
    const std::uint32_t format = fields.count("paraspinal_recording");
    if (!fields.firstFault().empty()) return fields.firstFault();
    if (format != kRecordingFormat)
        return "recording format " + std::to_string(format) + ", this program reads " +
               std::to_string(kRecordingFormat);
    recording_.lesson = fields.text("lesson");
    recording_.patient = fields.text("patient");
    recording_.bodyHash = fields.hash("body_hash");
    recording_.contentHash = fields.hash("content_hash");
    recording_.stepSeconds = fields.real("step_seconds");
    fields.note(faultOfStepSeconds(recording_.stepSeconds));
    return fields.finish();
}

std::string Reader::readChange(Fields& fields) {
    Recording::Change change;
    change.step = fields.count("step");
    change.input.tool = fields.text("tool");
    change.input.pressing = fields.flag("pressing");
    change.input.skinPoint = fields.vector("skin_point");
    change.input.direction = fields.vector("direction");
    change.input.forceN = fields.real("force_n");
    change.input.rateNPerS = fields.real("rate_n_per_s");
    change.input.action = fields.action("action");
    change.input.answer = fields.text("answer");
    if (fields.has("nerve"))
        if (const Json* object = fields.object("nerve")) {
            Fields nerve(*object);
            change.input.nerve.site = nerve.text("site");
            const glm::vec3 share = nerve.vector("share");
            change.input.nerve.share = {share.x, share.y, share.z};
            change.input.nerve.testing = nerve.flag("testing");
            change.input.nerve.pace = nerve.real("pace");
            change.input.nerve.run = nerve.count("run");
            if (const std::string fault = nerve.finish(); !fault.empty()) fields.note("nerve: " + fault);
        }
    if (const std::string fault = fields.finish(); !fault.empty()) return fault;
    recording_.changes.push_back(change);
    return order_.change(change.step);
}

std::string Reader::readCheck(Fields& fields) {
    const Recording::Check check{fields.count("check"), fields.hash("hash")};
    if (const std::string fault = fields.finish(); !fault.empty()) return fault;
    recording_.checks.push_back(check);
    return order_.check(check.step);
}

std::string Reader::readEnd(Fields& fields) {
    recording_.steps = fields.count("end");
    const std::size_t changes = fields.count("changes");
    const std::size_t checks = fields.count("checks");
    if (const std::string fault = fields.finish(); !fault.empty()) return fault;
    if (changes != recording_.changes.size() || checks != recording_.checks.size())
        return "lines are missing or too many: " + std::to_string(changes) + " changes and " + std::to_string(checks) +
               " checks were written, " + std::to_string(recording_.changes.size()) + " and " +
               std::to_string(recording_.checks.size()) + " are here";
    ended_ = true;
    return order_.end(recording_.steps);
}

std::string Reader::readLine(Fields& fields) {
    if (fields.has("step")) return readChange(fields);
    if (fields.has("check")) return readCheck(fields);
    if (fields.has("end")) return readEnd(fields);
    return R"(expected a line with "step", "check" or "end")";
}

core::Result<Recording> Reader::read() {
    if (rest_.empty()) return core::Error(core::Place{file_}, "the file is empty");
    while (!rest_.empty()) {
        if (ended_) {
            ++line_;
            return at("the recording goes on after its end line");
        }
        const core::Result<Json> line = nextLine();
        if (!line) return line.error();
        Fields fields(line.value());
        const std::string fault = line_ == 1 ? readHeader(fields) : readLine(fields);
        if (!fault.empty()) return at(fault);
    }
    if (!ended_) return at("the recording is cut off: the end line is missing after this one");
    return std::move(recording_);
}

} // namespace

core::Result<Recording> readRecording(const std::filesystem::path& file) {
    std::error_code unknown; // then readFile gives the reason
    const std::uintmax_t size = std::filesystem::file_size(file, unknown);
    if (!unknown && size > kMostFileBytes)
        return core::Error(core::Place{file.string()}, "has " + std::to_string(size) +
                                                           " bytes, a recording has at most " +
                                                           std::to_string(kMostFileBytes));
    const core::Result<std::string> bytes = core::readFile(file);
    if (!bytes) return bytes.error();
    return Reader(file.string(), bytes.value()).read();
}

} // namespace records
