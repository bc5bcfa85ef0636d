// mesh PRODUCTS [SEED]: writes the contracts of a generated mesh as NDJSON, earlier versions first.
#include <cstdlib>
#include <iostream>

#include "tests/bench/mesh.h"

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: mesh PRODUCTS [SEED]\n";
    return 2;
  }
  std::ios::sync_with_stdio(false);
  const trama::bench::Mesh mesh(static_cast<std::uint32_t>(std::strtoul(argv[1], nullptr, 10)),
                                argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1);
  for (std::uint32_t product = 0; product < mesh.products(); ++product) {
    if (mesh.has_earlier_version(product)) std::cout << mesh.contract(product, true) << '\n';
    std::cout << mesh.contract(product) << '\n';
  }
  std::cerr << mesh.products() << " products, " << mesh.edges() << " table edges\n";
}
