#include "web/http/login.h"

#include <chrono>
#include <ctime>
#include <map>
#include <memory>

#include "catalog/base/encoding.h"
#include "catalog/base/guarded.h"
#include "catalog/base/hash.h"
#include "web/http/errors.h"
#include "web/http/server.h"
#include "web/http/session.h"
#include "web/http/target.h"

namespace trama::http {
namespace {

constexpr int kFailuresMax = 10;
constexpr std::size_t kCallersMax = 10'000;
constexpr std::chrono::seconds kWindow{60};

// Counts failed logins per address in windows of a minute. Thread-safe. When ten thousand addresses fail at once,
// everyone waits: guessing 256 bits is hopeless anyway, the limit keeps the log and the CPU quiet.
class FailureLimit {
 public:
  [[nodiscard]] bool allows(const std::string& caller) {
    auto failures = failures_.lock();
    forget_old(&*failures);
    if (failures->size() >= kCallersMax) return false;
    const auto found = failures->find(caller);
    return found == failures->end() || found->second.count < kFailuresMax;
  }

  void record(const std::string& caller) {
    auto failures = failures_.lock();
    auto [entry, fresh] = failures->try_emplace(caller);
    if (fresh) entry->second.since = Clock::now();
    ++entry->second.count;
  }

 private:
  using Clock = std::chrono::steady_clock;
  struct Entry {
    int count = 0;
    Clock::time_point since;
  };
  using Failures = std::map<std::string, Entry>;

  static void forget_old(Failures* failures) {
    const auto now = Clock::now();
    std::erase_if(*failures, [&](const auto& item) { return now - item.second.since > kWindow; });
  }

  Guarded<Failures> failures_;
};

struct Login {
  explicit Login(const ServerOptions& options) : sessions(options.tokens, options.session_secret) {}
  Sessions sessions;
  FailureLimit limit;
};

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

constexpr std::string_view kStyle =
    "body{font:1rem/1.5 system-ui,sans-serif;margin:0;min-height:100vh;display:grid;place-items:center;"
    "background:#f6f7f9;color:#1c2430}main{background:#fff;padding:2rem;border:1px solid #d5dae1;border-radius:.5rem;"
    "width:min(22rem,90vw)}h1{font-size:1.25rem;margin:0 0 1rem}label{display:block;margin-bottom:.25rem}"
    "input,button{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;border-radius:.25rem;"
    "border:1px solid #8a94a3}button{margin-top:1rem;background:#1f5fbf;color:#fff;border-color:#1f5fbf;cursor:pointer}"
    "p[role=alert]{color:#a11}@media(prefers-color-scheme:dark){body{background:#14181f;color:#e4e8ee}"
    "main{background:#1c222b;border-color:#39424f}input{background:#14181f;color:inherit}p[role=alert]{color:#ff9a9a}}";

Response page(int status, const std::string& content) {
  Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.headers.emplace_back("Content-Security-Policy",
                                "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
                                "frame-ancestors 'none'");
  response.body =
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\"><title>Log in to Trama</title><style>";
  response.body += kStyle;
  response.body += "</style><main><h1>Trama</h1>" + content + "</main></html>\n";
  return response;
}

Response form(int status, std::string_view next, std::string_view alert) {
  std::string content;
  if (!alert.empty()) content += "<p role=\"alert\">" + std::string(alert) + "</p>";
  content +=
      "<form method=\"post\" action=\"/login\"><label for=\"token\">Token</label>"
      "<input id=\"token\" name=\"token\" type=\"password\" autocomplete=\"current-password\" required autofocus>"
      "<input type=\"hidden\" name=\"next\" value=\"" +
      escape_html(next) + "\"><button>Log in</button></form>";
  return page(status, content);
}

Response redirect(const std::string& where, std::string cookie) {
  Response response;
  response.status = 303;
  response.content_type.clear();
  response.headers.emplace_back("Location", where);
  response.headers.emplace_back("Set-Cookie", std::move(cookie));
  return response;
}

bool behind_https(const Request& request) {
  return request.header("x-forwarded-proto") == "https";
}

std::string set_cookie(const Request& request, std::string_view value, std::int64_t seconds) {
  std::string cookie = std::string(kSessionCookie) + '=' + std::string(value) +
                       "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(seconds);
  if (behind_https(request)) cookie += "; Secure";
  return cookie;
}

Response show_login(const Login& login, const Request& request) {
  if (!login.sessions.has_tokens())
    return page(200, "<p>No token is needed here. <a href=\"/\">Open the catalog</a></p>");
  return form(200, safe_next(request.query_value("next").value_or("/")), "");
}

Response do_login(Login* login, const Request& request) {
  if (!login->limit.allows(request.remote_address)) {
    Response response = form(429, "/", "Too many failed logins. Wait a minute.");
    response.headers.emplace_back("Retry-After", "60");
    return response;
  }
  const auto fields = parse_form(request.body.text);
  if (!fields) return problem_response(request.request_id, 400, "bad-form", "The form has a broken escape.");
  std::string token;
  std::string next = "/";
  for (const auto& [name, value] : *fields) {
    if (name == "token") token = value;
    if (name == "next") next = safe_next(value);
  }
  const TokenRecord* record = login->sessions.find_token(token);
  if (record == nullptr) {
    login->limit.record(request.remote_address);
    return form(401, next, "This token is not known here.");
  }
  return redirect(next, set_cookie(request, login->sessions.issue(*record, std::time(nullptr)), kSessionSeconds));
}

}  // namespace

std::string safe_next(std::string_view next) {
  const bool local = next.starts_with('/') && !next.starts_with("//") && !next.starts_with("/\\");
  const bool plain = next.size() <= 2048 && next.find_first_of("\r\n\\\t") == std::string_view::npos;
  return local && plain ? std::string(next) : "/";
}

std::vector<Route> login_routes(ServerOptions* options) {
  if (options->session_secret.empty()) options->session_secret = random_bytes(32);
  auto login = std::make_shared<Login>(*options);
  std::vector<Route> routes;
  routes.push_back({Method::get, "/login", Role::none, BodyRule::none, "",
                    [login](const Request& request) { return show_login(*login, request); }});
  routes.push_back({Method::post, "/login", Role::none, BodyRule::memory, "",
                    [login](const Request& request) { return do_login(login.get(), request); }});
  routes.push_back({Method::post, "/logout", Role::none, BodyRule::none, "",
                    [](const Request& request) { return redirect("/login", set_cookie(request, "", 0)); }});
  return routes;
}

}  // namespace trama::http
