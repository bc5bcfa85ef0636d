// Parts of rendered documents that the standards write alike; each leaves out what is empty. Internal to
// catalog/contract. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/contract/document.h"
#include "catalog/contract/model.h"

namespace trama::contract {

// authoritativeDefinitions, customProperties.
void put_links(Node* map, const std::vector<Link>& links);
void put_custom(Node* map, const std::vector<Custom>& custom);
// The same with the element's own id, which the model keeps among them, in its own place.
void put_id(Node* map, const std::vector<Custom>& custom);
void put_id_and_custom(Node* map, const std::vector<Custom>& custom);
// The one entry that is an id the schema allows; nullptr without.
[[nodiscard]] const Custom* kept_id(const std::vector<Custom>& custom);

// A number where the text is one as JSON spells it, else the text.
[[nodiscard]] Node number_or_text(std::string_view text);

// Whether all characters are letters, digits, `_` or among `more`, and there is one.
[[nodiscard]] bool name_characters(std::string_view text, std::string_view more);
[[nodiscard]] bool stable_id(std::string_view text);  // the characters the schema allows
// scheme:rest without blanks. Placeholders such as {model} and globs stand in many locations and are fine.
[[nodiscard]] bool uri_like(std::string_view text);
[[nodiscard]] bool standard_dimension(std::string_view word);  // of quality

}  // namespace trama::contract
