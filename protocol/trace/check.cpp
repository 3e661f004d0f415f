#include <fmt/format.h>

#include <map>
#include <vector>

#include "metrics/errors.hpp"
#include "protocol/trace/trace.hpp"

namespace fathom {
namespace {

using Kind = TraceEvent::Kind;

/// Checks one trace, event by event.
class Check {
 public:
  Check(const Trace& trace, const std::string& file) : trace_(trace), file_(file) {}

  void run() {
    children_.resize(trace_.strands.size());
    filled_.resize(trace_.slots);
    for (std::size_t at = 0; at < trace_.strands.size(); ++at) check_strand(at);
    for (std::size_t at = 0; at < trace_.strands.size(); ++at) {
      const auto program = trace_.programs.find(trace_.strands[at].party);
      require(program != trace_.programs.end(), "a party has no program", at);
      const bool is_program = program->second == at;
      require(children_[at] != is_program, "a strand is not the child of one fork", at);
    }
    for (const auto& [name, count] : messages_) {
      require(count.sent || !count.awaited, "a message is waited for and not sent", count.strand);
    }
  }

 private:
  struct Name {
    PartyId from, to;
    std::uint64_t tag;
    auto operator<=>(const Name&) const = default;
  };
  struct Count {
    bool sent = false, awaited = false;
    std::size_t strand = 0;
  };

  void require(bool holds, const char* what, std::size_t strand) const {
    if (holds) return;
    throw UserError(
        fmt::format("{}: no trace that can be played: {} (strand {})", file_, what, strand));
  }

  void check_strand(std::size_t at) {
    const TraceStrand& strand = trace_.strands[at];
    std::vector<std::uint64_t> forked;  // since the last join
    std::size_t joined = 0;
    std::vector<bool> taken;
    bool gathers = false;
    for (std::size_t i = 0; i < strand.events.size(); ++i) {
      const TraceEvent& event = strand.events[i];
      const bool meets = event.kind == Kind::fork || event.kind == Kind::join;
      require(meets || joined == forked.size(), "a fork is not joined at once", at);
      switch (event.kind) {
        case Kind::fork:
          if (joined == forked.size()) {
            forked.clear();
            joined = 0;
          }
          require(joined == 0 && !gathers, "a fork is not joined at once", at);
          claim_child(event.index, at);
          forked.push_back(event.index);
          break;
        case Kind::join:
          require(joined < forked.size() && forked[joined] == event.index,
                  "a strand is joined that was not forked", at);
          ++joined;
          break;
        case Kind::fill:
          require(event.index < filled_.size() && !filled_[event.index],
                  "a mask slot is filled twice", at);
          filled_[event.index] = true;
          break;
        case Kind::await:
          require(event.index < filled_.size(), "an unknown mask slot is awaited", at);
          break;
        case Kind::gather:
          require(!gathers && i + event.index < strand.events.size(), "a gathering is cut short",
                  at);
          for (std::size_t item = i + 1; item <= i + event.index; ++item) {
            require(strand.events[item].kind == Kind::item, "a gathering lacks messages", at);
            note(strand.events[item].peer, strand.party, strand.events[item].tag, false, at);
          }
          taken.assign(event.index, false);
          gathers = true;
          i += event.index;
          break;
        case Kind::item:
          require(false, "a message is gathered outside of a gathering", at);
          break;
        case Kind::take:
          require(gathers && event.index < taken.size() && !taken[event.index],
                  "a message is taken twice", at);
          taken[event.index] = true;
          break;
        case Kind::gathered:
          for (const bool one : taken) require(one, "a gathered message is not taken", at);
          require(gathers, "a gathering ends that did not begin", at);
          gathers = false;
          break;
        case Kind::wait:
          require(!gathers, "a strand waits while it gathers", at);
          note(event.peer, strand.party, event.tag, false, at);
          break;
        case Kind::send:
          if (event.part == 0) note(strand.party, event.peer, event.tag, true, at);
          break;
        default:
          break;
      }
    }
    require(joined == forked.size() && !gathers, "a strand ends too early", at);
  }

  void claim_child(std::uint64_t child, std::size_t at) {
    require(child < trace_.strands.size() && child != at && !children_[child] &&
                trace_.strands[child].party == trace_.strands[at].party,
            "a fork has no strand of its own", at);
    children_[child] = true;
  }

  void note(PartyId from, PartyId to, Tag tag, bool sent, std::size_t at) {
    Count& count = messages_[{from, to, tag.value}];
    bool& which = sent ? count.sent : count.awaited;
    require(!which, "a message is sent or waited for twice", at);
    which = true;
    count.strand = at;
  }

  const Trace& trace_;
  const std::string& file_;
  std::vector<bool> children_;
  std::vector<bool> filled_;
  std::map<Name, Count> messages_;
};

}  // namespace

void check_trace(const Trace& trace, const std::string& file) { Check(trace, file).run(); }

}  // namespace fathom
