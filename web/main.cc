#include "web/cli/command.h"

int main(int argc, char** argv) {
  return trama::cli::run(argc, argv);
}
