// Our server with one route that answers 1 KB, for the comparison with raw_epoll. Ends when its input ends.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "web/http/server.h"

int main(int argc, char** argv) {
  using trama::http::Request;
  using trama::http::Response;
  trama::http::ServerOptions options;
  options.port = argc > 1 ? std::atoi(argv[1]) : 0;
  std::vector<trama::http::Route> routes;
  routes.push_back({trama::http::Method::get, "/hello", trama::http::Role::read, trama::http::BodyRule::none, "hello",
                    [](const Request&) {
                      Response response;
                      response.body.assign(1024, 'x');
                      return response;
                    }});
  auto server = trama::http::Server::create(options, trama::http::Router(std::move(routes)));
  if (!server) return 1;
  if (auto started = (*server)->start(); !started) return 1;
  std::printf("%d\n", (*server)->port());
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  (*server)->stop();
  const auto stats = (*server)->stats();
  std::printf("requests %llu refused %llu\n", static_cast<unsigned long long>(stats.requests),
              static_cast<unsigned long long>(stats.refused));
  return 0;
}
