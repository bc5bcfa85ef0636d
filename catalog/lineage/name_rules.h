// Rules of physical names that contract servers (physical_names.h) and names from tools (canonical_name.h) share.
// Internal to catalog/lineage. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trama::lineage {

// How a platform treats letters of names that are not quoted.
enum class Case : std::uint8_t { as_written, lower, upper };
[[nodiscard]] std::string folded(std::string text, Case fold);

// "a.[b c].`d`" -> a, b c, d; a quoted part keeps its dots and its case.
[[nodiscard]] std::vector<std::string> name_parts(std::string_view text, Case fold);
[[nodiscard]] std::string join_name(const std::vector<std::string>& parts);

// Without scheme, credentials, path and query; lower case. The port that the text itself has, or the default.
[[nodiscard]] std::string host_and_port(std::string_view host, std::string_view port);

// cluster.id.region.redshift.amazonaws.com:port, also written cluster.region:port; "" for other hosts.
[[nodiscard]] std::string redshift_cluster(std::string_view host);

// Lower case, without .snowflakecomputing.com. A bare locator means the oldest region, and a region without its cloud
// AWS, as the dbt integration of OpenLineage completes them; in an organisation's account '_' is '-', as in host names.
[[nodiscard]] std::string snowflake_account(std::string_view text);

}  // namespace trama::lineage
