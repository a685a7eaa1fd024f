// Commands: what `paraspinal NAME ...` can do without a window, by the same core as the window. Results go to standard
// output, as one JSON object with --json; errors and progress to standard error; exit status 0, or 2 after an error.
#pragma once

#include <app/commands/arguments.h>

#include <string>
#include <vector>

namespace app {

struct Command {
    std::string name;
    std::string usage; ///< "OUT.png [--size WxH] ..."
    std::string summary;
    std::vector<OptionSpec> options;
    std::size_t least = 0;
    std::size_t most = 0;
    std::string wanted; ///< names the plain words, for the message when one is missing
    core::Result<int> (*run)(const Arguments& arguments) = nullptr;
};

Command renderCommand();
Command pressCommand();
Command playCommand();
Command nerveCommand();
Command listCommand();
Command checkCommand();
Command exportCommand();
Command importCommand();
Command deviceCommand();
Command benchCommand();

const std::vector<Command>& commands();

/// main() of the program: chooses the command, prints errors, gives the exit status.
int runCommandLine(const std::vector<std::string>& words);

} // namespace app
