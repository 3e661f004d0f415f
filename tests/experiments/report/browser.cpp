#include "tests/experiments/report/browser.hpp"

#include <fmt/format.h>

#include "tests/experiments/command.hpp"

namespace fathom::test {
namespace {

namespace fs = std::filesystem;

// Shows each page in a frame of its width, and writes down what their probes tell, as JSON in ASCII
// that HTML need not escape. The frames lie on each other: one that is out of sight is not drawn.
constexpr std::string_view kTeller = R"(<script>
const told = {};
addEventListener("message", (event) => {
  told[event.data.name] = event.data.seen;
  const escaped = (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0");
  document.getElementById("told").textContent =
    JSON.stringify(told).replace(/[<>&\u0080-\uffff]/g, escaped);
});
</script>
<style>iframe { position: absolute; top: 0; left: 0; }</style>
<pre id="told"></pre>
)";

void write(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

/// The page with the probe as its last script.
std::string probed(const std::string& page) {
  const fs::path probe =
      fs::path(FATHOM_SOURCE_DIR) / "tests" / "experiments" / "report" / "probe.js";
  const std::size_t end = page.rfind("</body>");
  REQUIRE(end != std::string::npos);
  return page.substr(0, end) + "<script>" + text_of(probe) + "</script>" + page.substr(end);
}

std::string run_browser(const fs::path& scratch) {
  const std::string command = fmt::format(
      "timeout 100 chromium --no-sandbox --headless=new --disable-gpu --no-first-run "
      "--hide-scrollbars --user-data-dir={0}/profile --window-size=1300,900 "
      "--virtual-time-budget=3000 --dump-dom file://{0}/frames.html >{0}/dumped.html "
      "2>{0}/browser.log",
      scratch.string());
  const int status = std::system(command.c_str());
  INFO(text_of(scratch / "browser.log"));
  REQUIRE(status == 0);
  return text_of(scratch / "dumped.html");
}

}  // namespace

std::vector<nlohmann::json> looked_at(const fs::path& scratch, const std::vector<Viewed>& pages) {
  if (std::system("command -v chromium >/dev/null") != 0) {
    FAIL("the report's pages are tested in Debian's chromium: run 'sh cmake/setup.sh chromium'");
  }
  std::string frames(kTeller);
  for (std::size_t i = 0; i < pages.size(); ++i) {
    write(scratch / fmt::format("page{}.html", i), probed(text_of(pages[i].page)));
    frames += fmt::format(
        "<iframe src=\"page{0}.html#{0}\" width=\"{1}\" height=\"900\" "
        "style=\"color-scheme: {2}\"></iframe>",
        i, pages[i].width, pages[i].dark ? "dark" : "light");
  }
  write(scratch / "frames.html", frames);
  const std::string dumped = run_browser(scratch);
  const std::string mark = "<pre id=\"told\">";
  const std::size_t begin = dumped.find(mark) + mark.size();
  const std::string text = dumped.substr(begin, dumped.find("</pre>", begin) - begin);
  const nlohmann::json told = nlohmann::json::parse(text, nullptr, false);
  INFO(text.substr(0, 300));
  REQUIRE(told.is_object());
  std::vector<nlohmann::json> seen;
  for (std::size_t i = 0; i < pages.size(); ++i) seen.push_back(told.at(fmt::format("#{}", i)));
  return seen;
}

}  // namespace fathom::test
