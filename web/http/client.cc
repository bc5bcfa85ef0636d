#include "web/http/client.h"

#include <filesystem>
#include <fstream>

#include <httplib.h>

#include "catalog/base/text.h"

namespace trama::http {
namespace {

constexpr time_t kConnectSeconds = 10;
constexpr time_t kAnswerSeconds = 600;
constexpr std::size_t kChunkBytes = 64U << 10;

class HttplibClient final : public Client {
 public:
  HttplibClient(const std::string& origin, std::string prefix, const std::string& token)
      : client_(origin), origin_(origin), prefix_(std::move(prefix)) {
    client_.set_connection_timeout(kConnectSeconds);
    client_.set_read_timeout(kAnswerSeconds);
    client_.set_write_timeout(kAnswerSeconds);
    client_.set_keep_alive(true);
    client_.set_tcp_nodelay(true);
    client_.set_follow_location(false);
    if (!token.empty()) client_.set_bearer_token_auth(token);
  }

  Result<ClientAnswer> call(const ClientRequest& request) override {
    httplib::Request raw = raw_request(request);
    raw.body = request.body;
    return send(raw);
  }

  Result<ClientAnswer> send_file(const ClientRequest& request, const std::string& path) override {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    auto file = std::make_shared<std::ifstream>(path, std::ios::binary);
    if (error || !*file) return make_error(ErrorCode::invalid_argument, "unreadable-file", "cannot read " + path);
    const auto provider = [file](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
      std::string chunk(std::min(length, kChunkBytes), '\0');
      file->seekg(static_cast<std::streamoff>(offset));
      file->read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
      return sink.write(chunk.data(), static_cast<std::size_t>(file->gcount()));
    };
    const auto result =
        client_.Post(prefix_ + request.target, headers_of(request), size, provider, request.content_type);
    return answer(result);
  }

 private:
  static httplib::Headers headers_of(const ClientRequest& request) {
    httplib::Headers headers;
    for (const auto& [name, value] : request.headers) headers.emplace(name, value);
    return headers;
  }

  httplib::Request raw_request(const ClientRequest& request) const {
    httplib::Request raw;
    raw.method = request.method;
    raw.path = prefix_ + request.target;
    raw.headers = headers_of(request);
    if (!request.content_type.empty()) raw.headers.emplace("Content-Type", request.content_type);
    return raw;
  }

  Result<ClientAnswer> send(const httplib::Request& raw) { return answer(client_.send(raw)); }

  Result<ClientAnswer> answer(const httplib::Result& result) const {
    if (!result) {
      return make_error(ErrorCode::unreachable, "server-unreachable",
                        "no answer from " + origin_ + " (" + httplib::to_string(result.error()) +
                            "); is the server running? Choose another with --server or TRAMA_URL");
    }
    ClientAnswer answer;
    answer.status = result->status;
    answer.body = result->body;
    answer.content_type = result->get_header_value("Content-Type");
    for (const auto& [name, value] : result->headers) answer.headers.emplace_back(to_lower(name), value);
    return answer;
  }

  httplib::Client client_;
  std::string origin_, prefix_;
};

}  // namespace

std::string ClientAnswer::header(std::string_view lower_name) const {
  for (const auto& [name, value] : headers) {
    if (name == lower_name) return value;
  }
  return "";
}

Result<std::unique_ptr<Client>> Client::create(const std::string& url, const std::string& token) {
  const std::size_t scheme_end = url.find("://");
  const std::string scheme = scheme_end == std::string::npos ? "" : url.substr(0, scheme_end);
  if (scheme != "http" && scheme != "https") {
    return make_error(ErrorCode::invalid_argument, "bad-url",
                      "\"" + url + "\" is not a server address; write http://host:port");
  }
  const std::size_t path = url.find('/', scheme_end + 3);
  std::string prefix = path == std::string::npos ? "" : url.substr(path);
  while (prefix.ends_with('/')) prefix.pop_back();
  return std::unique_ptr<Client>(new HttplibClient(url.substr(0, path), prefix, token));
}

}  // namespace trama::http
