#include "tests/bench/mesh.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string_view>

namespace trama::bench {
namespace {

constexpr std::uint32_t kDomains = 60;
constexpr std::uint32_t kTeams = 300;
constexpr std::array<double, 5> kLayerEnds = {0.30, 0.55, 0.75, 0.90, 1.0};
constexpr std::array<std::string_view, 5> kLayerNames = {"raw", "stg", "core", "mart", "srv"};
constexpr std::array<std::string_view, 24> kSubjects = {
    "orders",  "customers", "payments", "shipments", "products", "stock",     "returns", "carts",
    "visits",  "campaigns", "invoices", "refunds",   "prices",   "suppliers", "ratings", "tickets",
    "coupons", "stores",    "devices",  "sessions",  "leads",    "accounts",  "ledgers", "routes"};
constexpr std::array<std::string_view, 40> kColumns = {
    "id",       "customer_id", "order_id", "product_id", "created_at", "updated_at", "status",   "amount",
    "currency", "country",     "region",   "city",       "email",      "phone",      "name",     "quantity",
    "price",    "discount",    "tax",      "channel",    "segment",    "score",      "source",   "category",
    "brand",    "weight",      "carrier",  "tracking",   "campaign",   "clicks",     "sessions", "device",
    "language", "valid_from",  "valid_to", "is_active",  "reason",     "comment",    "batch_id", "loaded_at"};
constexpr std::array<std::string_view, 8> kTypes = {"string", "long",    "decimal", "timestamp",
                                                    "date",   "boolean", "double",  "integer"};
constexpr std::array<std::string_view, 4> kClassifications = {"public", "internal", "confidential", "restricted"};
constexpr std::array<std::string_view, 6> kPlatforms = {"snowflake", "postgres", "bigquery",
                                                        "kafka",     "s3",       "databricks"};
constexpr std::array<std::string_view, 16> kSyllables = {"ba", "ce", "di", "fo", "gu", "la", "me",  "ni",
                                                         "po", "ru", "sa", "te", "vi", "zo", "tra", "ma"};
constexpr std::uint32_t kWords = 20'000;

std::uint64_t mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

// Zipf with exponent about one, by inverting its integral.
std::uint32_t zipf(std::uint64_t random, std::uint32_t n) {
  const double u = static_cast<double>(random >> 11) * 0x1.0p-53;
  const auto rank = static_cast<std::uint32_t>(std::exp(u * std::log(static_cast<double>(n) + 1.0)) - 1.0);
  return std::min(rank, n - 1);
}

std::string server(std::string_view platform, std::uint64_t domain) {
  const std::string d = std::to_string(domain);
  if (platform == "snowflake") return R"("account":"acme","database":"D)" + d + R"(","schema":"PUBLIC")";
  if (platform == "postgres")
    return R"("host":"db)" + d + R"(.acme.example","port":5432,"database":"d)" + d + R"(","schema":"public")";
  if (platform == "bigquery") return R"("project":"acme","dataset":"d)" + d + "\"";
  if (platform == "kafka") return R"("host":"kafka.acme.example:9092","topic":"t)" + d + "\"";
  if (platform == "s3") return R"("location":"s3://acme-)" + d + R"(/{model}/*.parquet","format":"parquet")";
  return R"("catalog":"c)" + d + R"(","schema":"default","host":"dbx.acme.example")";
}

}  // namespace

Mesh::Mesh(std::uint32_t products, std::uint64_t seed)
    : seed_(seed), layer_(products), number_(products), readers_(products) {
  std::mt19937_64 random(seed);
  std::iota(number_.begin(), number_.end(), 0U);
  std::ranges::shuffle(number_, random);
  for (std::uint32_t p = 0; p < products; ++p) {
    const double place = (p + 0.5) / products;
    layer_[p] = static_cast<std::uint8_t>(std::ranges::lower_bound(kLayerEnds, place) - kLayerEnds.begin());
  }
  std::vector<std::uint32_t> chosen;  // every choice so far: drawing from it prefers what is read much
  for (std::uint32_t p = 0; p < products; ++p) {
    first_upstream_.push_back(static_cast<std::uint32_t>(upstream_.size()));
    if (layer_[p] == 0) continue;
    const auto below = static_cast<std::uint32_t>(kLayerEnds[layer_[p] - 1U] * products);
    const std::uint32_t wanted = 1 + static_cast<std::uint32_t>(random() % 5);
    std::vector<std::uint32_t> mine;
    for (std::uint32_t k = 0; k < wanted && below > 0; ++k) {
      std::uint32_t source = static_cast<std::uint32_t>(random() % below);
      if (k == 0 && random() % 2 == 0) source = zipf(random(), std::min(below, 300U));
      if (k > 0 && !chosen.empty() && random() % 2 == 0) source = chosen[random() % chosen.size()];
      if (source < below) mine.push_back(source);
    }
    if (random() % 200 == 0) mine.push_back(static_cast<std::uint32_t>(random() % products));
    std::ranges::sort(mine);
    mine.erase(std::ranges::unique(mine).begin(), mine.end());
    std::erase(mine, p);
    for (const std::uint32_t source : mine) {
      upstream_.push_back(source);
      chosen.push_back(source);
      ++readers_[source];
    }
  }
  first_upstream_.push_back(static_cast<std::uint32_t>(upstream_.size()));
}

std::uint64_t Mesh::hash(std::uint64_t a, std::uint64_t b) const {
  return mix(mix(seed_ ^ a) ^ b);
}

std::string Mesh::id(std::uint32_t product) const {
  return "urn:datacontract:domain-" + std::to_string(hash(product, 1) % kDomains) + ":" + table(product) + "-" +
         std::to_string(number_[product]);
}

std::string Mesh::table(std::uint32_t product) const {
  return std::string(kLayerNames[layer_[product]]) + "_" + std::string(kSubjects[hash(product, 2) % kSubjects.size()]);
}

std::uint32_t Mesh::columns(std::uint32_t product) const {
  return 6 + static_cast<std::uint32_t>(hash(product, 3) % 15);
}

std::string Mesh::column(std::uint32_t product, std::uint32_t column) const {
  std::string name(kColumns[(hash(product, 4) + column) % kColumns.size()]);
  if (hash(product, 100 + column) % 4 == 0)
    name += "_" + word(static_cast<std::uint32_t>(hash(product, 200 + column) % 400));
  return name;
}

std::string Mesh::word(std::uint32_t rank) {
  std::uint64_t x = mix(rank * 7919ULL);
  std::string text;
  for (std::uint32_t i = 0; i < 2 + x % 3; ++i) text += kSyllables[(x >> (8 + 4 * i)) & 15];
  return text;
}

std::string Mesh::description(std::uint64_t salt, std::uint32_t words) const {
  std::string text;
  for (std::uint32_t i = 0; i < words; ++i) text += (i == 0 ? "" : " ") + word(zipf(hash(salt, i), kWords));
  return text;
}

std::string Mesh::contract(std::uint32_t product, bool earlier_version) const {
  const std::uint64_t domain = hash(product, 1) % kDomains;
  const std::string_view platform = kPlatforms[hash(domain, 7) % kPlatforms.size()];
  std::string out =
      R"({"dataContractSpecification":"1.1.0","id":")" + id(product) + R"(","info":{"title":")" + table(product) + " " +
      word(static_cast<std::uint32_t>(hash(product, 5) % 3000)) + R"(","version":")" +
      (earlier_version ? "1.0.0" : "1.1.0") + R"(","status":"active","owner":"team-)" +
      std::to_string(hash(product, 6) % kTeams) + R"(","description":")" + description(product, 30) +
      R"("},"servers":{"production":{"type":")" + std::string(platform) + R"(",)" + server(platform, domain) +
      R"(}},"tags":["tag-)" + std::to_string(hash(product, 8) % 50) + R"("],"terms":{"usage":")" +
      description(product + 0x1000000ULL, 12) + R"("},"models":{")" + table(product) +
      R"(":{"type":"table","description":")" + description(product + 0x2000000ULL, 10) + R"(","fields":{)";
  const std::uint32_t n = columns(product);
  const std::uint32_t begin = first_upstream_[product];
  const std::uint32_t ups = first_upstream_[product + 1] - begin;
  std::vector<std::string> names;
  for (std::uint32_t c = 0; c < n; ++c) {
    std::string name = column(product, c);
    if (std::ranges::find(names, name) != names.end()) continue;
    if (earlier_version && c + 1 == n) continue;
    out += (names.empty() ? "\"" : ",\"") + name + R"(":{"type":")" +
           std::string(kTypes[hash(product, 300 + c) % kTypes.size()]) + R"(","description":")" +
           description(hash(product, 400 + c), 6) + "\"";
    names.push_back(std::move(name));
    if (c == 0) out += R"(,"required":true,"primaryKey":true)";
    if (hash(product, 500 + c) % 20 == 0) out += R"(,"pii":true,"classification":"confidential")";
    // The first columns name every upstream once, so that no edge is lost; the rest choose.
    const std::uint64_t inputs = ups == 0 ? 0 : c < ups ? 1 : hash(product, 600 + c) % 3;
    for (std::uint64_t i = 0; i < inputs; ++i) {
      const std::uint32_t source = upstream_[begin + (c < ups ? c : hash(product, 700 + c * 3 + i) % ups)];
      out += (i == 0 ? R"(,"lineage":{"inputFields":[{"namespace":")" : R"(,{"namespace":")") + id(source) +
             R"(","name":")" + table(source) + R"(","field":")" +
             column(source, static_cast<std::uint32_t>(hash(product, 800 + c) % 6)) +
             R"(","transformations":[{"type":")" + (hash(product, 900 + c) % 5 == 0 ? "INDIRECT" : "DIRECT") +
             R"("}]})";
    }
    if (inputs > 0) out += "]}";
    out += "}";
  }
  out += R"(}}},"x-classification":")" + std::string(kClassifications[hash(product, 9) % 4]) +
         R"(","servicelevels":{"freshness":{"threshold":")" + std::to_string(1 + hash(product, 10) % 48) +
         R"(h"},"availability":{"percentage":"99.9%"}}})";
  return out;
}

std::vector<std::uint32_t> Mesh::hubs(std::size_t n) const {
  std::vector<std::uint32_t> order(products());
  std::iota(order.begin(), order.end(), 0U);
  n = std::min(n, order.size());
  std::ranges::partial_sort(order, order.begin() + static_cast<std::ptrdiff_t>(n),
                            [&](std::uint32_t a, std::uint32_t b) { return readers_[a] > readers_[b]; });
  order.resize(n);
  return order;
}

}  // namespace trama::bench
