# Shared by data/quickstart, tests/run and .ci/run: brings a Debian 12 machine to the state the build needs.
# To be sourced by bash with the repository root as working directory; leaves what is already there alone.

JOBS=${JOBS:-$(nproc)}
NODE_MINIMUM=20.19.0
NODE_FOLDER=${XDG_CACHE_HOME:-$HOME/.cache}/trama/node
export NINJA_STATUS='[%f/%t %es] '
# Paths in objects are relative, so every checkout of a machine can share what the compiler cache holds.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1

PACKAGES_BUILD=(ca-certificates g++ cmake ninja-build pkg-config ccache librocksdb-dev libxapian-dev libcpp-httplib-dev
  nlohmann-json3-dev libcli11-dev libyaml-dev libre2-dev libboost-graph-dev doctest-dev libssl-dev zlib1g-dev libbrotli-dev brotli libpg-query-dev)
PACKAGES_TEST=(git curl jq python3 python3-yaml chromium fonts-dejavu-core)
PACKAGES_CLANG=(clang-19 libclang-rt-19-dev clang-tidy-19 clang-format-19 llvm-19)
PACKAGES_COVERAGE=(gcovr)

say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }
note() { printf '   %s\n' "$*"; }
fail() { printf '\n%s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo --preserve-env=http_proxy,https_proxy,no_proxy "$@"
  else fail "Packages are missing and neither root nor sudo is at hand. As root: $*"; fi
}

installed() { [ "$(dpkg-query -W -f '${Status}' "$1" 2>/dev/null)" = 'install ok installed' ]; }

# need_packages NAME...: installs those that are missing, in one go.
need_packages() {
  local missing=() name
  for name in "$@"; do installed "$name" || missing+=("$name"); done
  [ ${#missing[@]} -gt 0 ] || { note 'packages: all there'; return 0; }
  command -v apt-get >/dev/null || fail "This is not a Debian system. It needs: ${missing[*]}"
  note "packages: installing ${missing[*]}"
  as_root apt-get update -q 2>&1 | sed -n 's/^\(E\|W\):.*/   &/p'
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" |
    awk '/^(Get:|Setting up)/ { n++; if (n % 40 == 0) { printf "   ... %d steps, now %s\n", n, ($1 == "Setting" ? $3 : $5); fflush() } }'
  for name in "${missing[@]}"; do installed "$name" || fail "apt-get could not install $name; run it by hand to see why."; done
}

# True if `node` is there and new enough for the UI's build tool.
node_suffices() {
  local have
  have=$(node --version 2>/dev/null) || return 1
  [ "$(printf '%s\n%s\n' "$NODE_MINIMUM" "${have#v}" | sort -V | head -1)" = "$NODE_MINIMUM" ]
}

# Debian 12's own Node is 18. Its npm can fetch a newer one as an ordinary package, which stays in a folder of the user.
need_node() {
  export PATH=$NODE_FOLDER/node_modules/node/bin:$PATH
  if node_suffices && command -v npm >/dev/null; then note "node: $(node --version)"; return 0; fi
  command -v npm >/dev/null || need_packages npm
  if ! node_suffices; then
    note "node: $(node --version 2>/dev/null || echo none) is older than $NODE_MINIMUM, fetching the package node@22"
    mkdir -p "$NODE_FOLDER"
    npm install --prefix "$NODE_FOLDER" --no-audit --no-fund --loglevel=error node@22
    hash -r
  fi
  node_suffices || fail "Node >= $NODE_MINIMUM is needed for the UI and could not be brought."
  note "node: $(node --version)"
}

# configure FOLDER [cmake options]: only says what it does when there is something to do.
configure() {
  local folder=$1; shift
  cmake -S . -B "$folder" -G Ninja "$@" >"$folder.log" 2>&1 || { cat "$folder.log"; fail "cmake failed for $folder"; }
  mv "$folder.log" "$folder/configure.log"
}

# Sources of the program (not of its tests) that the tree in build/ compiles, sorted. clang-tidy guesses how to read any
# other file, and guesses wrong.
program_sources() {
  jq -r --arg at "$PWD/" '.[].file | ltrimstr($at) | select(test("^(catalog|graph|search|web)/"))' build/compile_commands.json |
    LC_ALL=C sort -u
}
