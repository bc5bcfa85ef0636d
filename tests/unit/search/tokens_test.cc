// Goal: documents and queries fall into the same parts however a name is spelled. Method: a table of texts.
#include "search/tokens.h"

#include <string>

#include <doctest/doctest.h>

#include "search/terms.h"

namespace trama::search {
namespace {

// Parts with spaces between groups and '+' inside them.
std::string shape(std::string_view text) {
  const Tokens tokens = tokenise(text);
  std::string out;
  for (const Group& group : tokens.groups) {
    if (!out.empty()) out += ' ';
    for (std::size_t i = 0; i < group.count; ++i) out += (i > 0 ? "+" : "") + tokens.parts[group.first + i].text;
  }
  return out;
}

struct Row {
  std::string_view text;
  std::string_view shape;
};

TEST_CASE("text falls into groups and parts") {
  const Row rows[] = {
      {"", ""},
      {"  \t\n ", ""},
      {"customer", "customer"},
      {"customer_id", "customer+id"},
      {"customerId", "customer+id"},
      {"CustomerID", "customer+id"},
      {"CUSTOMER_ID", "customer+id"},
      {"customer-id", "customer+id"},
      {"customer.id", "customer+id"},
      {"customer__id", "customer+id"},
      {"_customer_", "customer"},
      {"IDCustomer", "id+customer"},
      {"CustomerIDs", "customer+ids"},
      {"dim-customers", "dim+customers"},
      {"XMLHttpRequest", "xml+http+request"},
      {"s3://bucket/path_to/file.parquet", "s3 bucket path+to file+parquet"},
      {"urn:datacontract:orders:fact-orders", "urn datacontract orders fact+orders"},
      {"kafka://broker.example.com:9092/topic", "kafka broker+example+com 9092 topic"},
      {"address2", "address+2"},
      {"sha256sum", "sha+256+sum"},
      {"v2", "v2"},
      {"q1_sales", "q1+sales"},
      {"2.0.1", "2+0+1"},
      {"utf8mb4", "utf+8+mb+4"},
      {"10k", "10k"},
      {"end. Next", "end next"},
      {"a/b|c,d;e", "a b c d e"},
      {"Crème Brûlée", "creme brulee"},
      {"Straße ÆON œuvre", "strasse aeon oeuvre"},
      {"Łódź Ørsted Ðuro", "lodz orsted duro"},
      {"Cre\xCC\x80me", "creme"},
      {"Việt", "viet"},
      {"ＦＵＬＬ＿width", "full+width"},
      {"Москва", "москва"},
      {"dell'ordine", "ordine"},
      {"l\xE2\x80\x99"
       "adresse d'Italia",
       "adresse italia"},
      {"qu'il aujourd'hui", "il aujourd hui"},
      {"customer's don't we're", "customer don we"},
      {"顧客ID", "顧+客+id"},
      {"bad\xFF\xC0\xAFutf8", "bad utf+8"},
      {"\xE2\x82", ""},
      {"emoji 🚀 here", "emoji here"},
      {std::string_view("a\0b", 3), "a b"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(shape(row.text) == row.shape);
  }
}

TEST_CASE("every spelling of a name has one key") {
  for (const char* spelling : {"customer_id", "customerId", "CustomerID", "customer-id", "Customer ID", "CUSTOMER.ID"})
    CHECK(spelling_key(spelling) == "customerid");
  CHECK(spelling_key("...") == "");
}

TEST_CASE("offsets point at the bytes a part came from") {
  const std::string text = "Die Größe_inCm";
  const Tokens tokens = tokenise(text);
  REQUIRE(tokens.parts.size() == 4);
  CHECK(text.substr(tokens.parts[1].begin, tokens.parts[1].end - tokens.parts[1].begin) == "Größe");
  CHECK(text.substr(tokens.parts[3].begin, tokens.parts[3].end - tokens.parts[3].begin) == "Cm");
}

TEST_CASE("tokenising stops at its bound") {
  CHECK(tokenise("a b c d e", 3).parts.size() == 3);
}

TEST_CASE("the last name of a nested column path is found") {
  CHECK(last_name("sku") == "sku");
  CHECK(last_name("order.items[].sku") == "sku");
  CHECK(last_name("order.items[]") == "items");
  CHECK(last_name("prices{value}") == "prices");
  CHECK(last_name("") == "");
}

TEST_CASE("folding keeps punctuation and drops case and accents") {
  CHECK(fold("Crème-Brûlée, Œuvre!") == "creme-brulee, oeuvre!");
}

TEST_CASE("terms are bounded after NULs are doubled, and stay apart when cut") {
  const std::string long_a = std::string(600, 'a') + "1", long_b = std::string(600, 'a') + "2";
  CHECK(bounded_term("Q", "short") == "Qshort");
  CHECK(bounded_term("Q", long_a).size() <= 245);
  CHECK(bounded_term("Q", long_a) != bounded_term("Q", long_b));
  const std::string nuls(200, '\0');
  const std::string term = bounded_term("XD", nuls);
  CHECK(term.size() + 100 <= 245);
  CHECK(bounded_term("", std::string(245, 'x')).size() == 245);
  CHECK(bounded_term("", std::string(246, 'x')).size() < 245);
}

TEST_CASE("words are stemmed and identifiers with digits are not") {
  Stemmer stem;
  CHECK(stem("orders") == stem("order"));
  CHECK(stem("customers") == stem("customer"));
  CHECK(stem("address2") == "address2");
  CHECK(stem("москва") == "москва");
}

}  // namespace
}  // namespace trama::search
