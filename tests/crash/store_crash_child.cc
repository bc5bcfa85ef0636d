// store_crash_child FOLDER ROUND: registers contracts from four threads for ever and writes "<id> <seq>" to standard
// output after each acknowledgement. Its parent kills it.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

#include "tests/unit/store/fixture.h"

using namespace trama::store;
using namespace trama::store::test;

namespace {

constexpr int kThreads = 4;

void register_for_ever(Registry& registry, const std::string& name) {
  for (int i = 0;; ++i) {
    Doc doc;
    doc.id = name + "-" + std::to_string(i);
    doc.columns = {"a<" + name + "-" + std::to_string(i / 2) + "/t/a", "b"};
    const auto receipt = registry.register_contract(request_of(doc));
    if (!receipt) std::_Exit(3);
    // One write call: a line is there whole or not at all.
    const std::string line = doc.id + " " + std::to_string(receipt->seq) + "\n";
    if (write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) std::_Exit(4);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  StoreOptions options;
  options.path = argv[1];
  auto opened = Registry::open(options);
  if (!opened) {
    std::fprintf(stderr, "%s\n", opened.error().message.c_str());
    return 1;
  }
  const auto registry = opened.take();
  std::vector<std::jthread> threads;
  for (int t = 0; t < kThreads; ++t) {
    const std::string name = "r" + std::string(argv[2]) + "t" + std::to_string(t);
    threads.emplace_back([&, name] { register_for_ever(*registry, name); });
  }
}
