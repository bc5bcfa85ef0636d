// GET /login, POST /login and POST /logout: a token becomes an HttpOnly cookie, without JavaScript.
#pragma once

#include <vector>

#include "web/http/router.h"

namespace trama::http {

struct ServerOptions;

// The routes to put into the Router. Fills options->session_secret when it is empty: call it before Server::create and
// give both the same options. Failed logins are limited to ten a minute and caller. Handlers: any thread.
[[nodiscard]] std::vector<Route> login_routes(ServerOptions* options);

// Where a login may lead: a path of this server. "/" for anything else.
[[nodiscard]] std::string safe_next(std::string_view next);

}  // namespace trama::http
