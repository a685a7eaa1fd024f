#include <app/commands/command.h>

int main(int argc, char** argv) {
    return app::runCommandLine(std::vector<std::string>(argv + 1, argv + argc));
}
