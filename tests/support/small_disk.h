// A disk of a few megabytes (a tmpfs) for tests of full disks, with ballast that can be thrown off. Mounting needs
// root: ask mounted() first. One thread.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include <sys/mount.h>

#include "tests/support/temp_dir.h"

namespace trama::test {

class SmallDisk {
 public:
  SmallDisk(std::size_t megabytes, std::size_t ballast_megabytes)
      : mounted_(mount("trama-test", dir_.path().c_str(), "tmpfs", 0,
                       ("size=" + std::to_string(megabytes) + "m").c_str()) == 0) {
    if (mounted_) std::ofstream(dir_ / "ballast") << std::string(ballast_megabytes << 20U, 'x');
  }
  ~SmallDisk() {
    if (mounted_) umount2(dir_.path().c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  [[nodiscard]] bool mounted() const { return mounted_; }
  void throw_off_ballast() const { std::filesystem::remove(dir_ / "ballast"); }
  [[nodiscard]] std::string operator/(const std::string& name) const { return dir_ / name; }

 private:
  TempDir dir_;
  bool mounted_;
};

}  // namespace trama::test
