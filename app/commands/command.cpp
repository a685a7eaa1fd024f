#include <app/commands/command.h>

#include <core/text.h>

#include <algorithm>
#include <cstdio>
#include <exception>

namespace app {

const std::vector<Command>& commands() {
    static const std::vector<Command> all = {renderCommand(), pressCommand(),  playCommand(),  listCommand(),
                                             checkCommand(),  exportCommand(), deviceCommand()};
    return all;
}

namespace {

void printHelp() {
    std::printf(
        "paraspinal: 3D anatomy viewer and palpation trainer for the back. A training aid: it does not diagnose\n"
        "anybody and gives no treatment advice for real people.\n\n"
        "paraspinal [--text-scale S] [--device NAME]   opens the trainer\n"
        "paraspinal COMMAND ...                        without a window:\n\n");
    for (const Command& c : commands()) std::printf("  %-8s %s\n", c.name.c_str(), c.summary.c_str());
    std::printf("\nparaspinal COMMAND --help tells more.\n");
}

void printHelp(const Command& c) {
    std::printf("paraspinal %s %s\n%s\n", c.name.c_str(), c.usage.c_str(), c.summary.c_str());
    for (const OptionSpec& o : c.options)
        std::printf("  %-26s %s\n", (o.name + (o.value.empty() ? "" : " " + o.value)).c_str(), o.help.c_str());
}

int fail(const std::string& text) {
    std::fprintf(stderr, "%s\n", text.c_str());
    return 2;
}

} // namespace

int runCommandLine(const std::vector<std::string>& words) {
    if (words.empty()) return fail("paraspinal: the window is opened by main()");
    const std::string& name = words.front();
    if (name == "--help" || name == "-h" || name == "help") {
        printHelp();
        return 0;
    }
    const auto at =
        std::find_if(commands().begin(), commands().end(), [&](const Command& c) { return c.name == name; });
    if (at == commands().end()) {
        std::vector<std::string> names;
        for (const Command& c : commands()) names.push_back(c.name);
        const std::string near = core::nearest(name, names);
        return fail("paraspinal: unknown command \"" + name + "\"" +
                    (near.empty() ? "" : "; did you mean " + near + "?") + " (paraspinal --help lists them)");
    }
    const std::vector<std::string> rest(words.begin() + 1, words.end());
    if (std::find(rest.begin(), rest.end(), "--help") != rest.end()) {
        printHelp(*at);
        return 0;
    }
    const auto arguments = Arguments::parse(rest, at->options, at->least, at->most, at->wanted);
    if (!arguments)
        return fail(arguments.error().within("paraspinal " + name).text() + "\nusage: paraspinal " + name + " " +
                    at->usage);
    try {
        const core::Result<int> result = at->run(arguments.value());
        return result ? result.value() : fail(result.error().text());
    } catch (const std::exception& fault) { // out of memory, mostly: say so instead of aborting
        return fail("paraspinal " + name + ": " + fault.what());
    }
}

} // namespace app
