// What handlers share: reading parameters strictly and answering. Any thread.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "catalog/base/result.h"
#include "catalog/store/registry.h"
#include "graph/lineage_graph.h"
#include "web/http/message.h"

namespace trama::http {

using Json = nlohmann::ordered_json;

[[nodiscard]] Response json_reply(int status, const Json& json);
[[nodiscard]] Response error_reply(const Request& request, const Error& error);
// A JSON object body; errors unreadable (slug not-json) with line and column.
[[nodiscard]] Result<Json> json_body(const Request& request);

// Query parameters. Absent: `otherwise`. Wrong: invalid_argument naming the parameter and what it may be.
[[nodiscard]] Result<std::size_t> size_parameter(const Request& request, std::string_view name, std::size_t otherwise,
                                                 std::size_t min, std::size_t max);
[[nodiscard]] Result<bool> flag_parameter(const Request& request, std::string_view name, bool otherwise);
[[nodiscard]] Result<store::AsOf> as_of_parameter(const Request& request, std::string_view name = "as_of");
inline constexpr std::array kGraphLevels{graph::Level::dataset, graph::Level::column};
inline constexpr std::array kNodeKinds{NodeKind::dataset, NodeKind::field, NodeKind::consumer, NodeKind::product,
                                       NodeKind::physical};
[[nodiscard]] Result<std::optional<graph::Level>> level_parameter(const Request& request,
                                                                  std::span<const graph::Level> levels = kGraphLevels);
[[nodiscard]] Result<std::optional<NodeKind>> kind_parameter(const Request& request,
                                                             std::span<const NodeKind> kinds = kNodeKinds);
[[nodiscard]] std::string text_parameter(const Request& request, std::string_view name);
// Opaque cursors of lists: the store's resume key. "" when absent.
[[nodiscard]] Result<std::string> resume_parameter(const Request& request);
[[nodiscard]] std::string resume_cursor(std::string_view resume);

// Entity tags as headers carry them: `"c12"`, `W/"c12"`, `*`; a list gives the one that is `current`, else its first.
[[nodiscard]] std::string tag_header(const Request& request, std::string_view header, std::string_view current);
[[nodiscard]] std::string quoted_tag(std::string_view tag);

[[nodiscard]] Error bad_parameter(std::string_view name, std::string_view found, std::string_view expected);

}  // namespace trama::http
