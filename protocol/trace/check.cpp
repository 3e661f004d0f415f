#include <fmt/format.h>

#include <map>
#include <set>
#include <vector>

#include "metrics/errors.hpp"
#include "protocol/trace/trace.hpp"

namespace fathom {
namespace {

using Kind = TraceEvent::Kind;

/// What strands have in common.
class Whole {
 public:
  Whole(const Trace& trace, const std::string& file)
      : trace_(trace), file_(file), forked_(trace.strands.size()), filled_(trace.slots) {}

  void require(bool holds, const char* what, std::size_t strand) const {
    if (holds) return;
    throw UserError(
        fmt::format("{}: no trace that can be played: {} (strand {})", file_, what, strand));
  }

  void fork(std::uint64_t child, std::size_t parent) {
    require(child < trace_.strands.size() && child != parent && !forked_[child] &&
                trace_.strands[child].party == trace_.strands[parent].party,
            "a fork has no strand of its own", parent);
    forked_[child] = true;
  }
  void fill(std::uint64_t slot, std::size_t strand) {
    require(slot < filled_.size() && !filled_[slot], "a mask slot is filled twice", strand);
    filled_[slot] = true;
  }
  void await(std::uint64_t slot, std::size_t strand) const {
    require(slot < filled_.size(), "an unknown mask slot is awaited", strand);
  }
  void send(PartyId from, PartyId to, Tag tag, std::size_t strand) {
    require(sent_.insert({from, to, tag.value}).second, "a message is sent twice", strand);
  }
  void expect(PartyId from, PartyId to, Tag tag, std::size_t strand) {
    const bool fresh = expected_.emplace(Name{from, to, tag.value}, strand).second;
    require(fresh, "a message is waited for twice", strand);
  }

  /// After all strands.
  void end() const {
    for (std::size_t at = 0; at < forked_.size(); ++at) {
      const auto program = trace_.programs.find(trace_.strands[at].party);
      require(program != trace_.programs.end(), "a party has no program", at);
      require(forked_[at] != (program->second == at), "a strand is not the child of one fork", at);
    }
    for (const auto& [name, strand] : expected_) {
      require(sent_.contains(name), "a message is waited for and not sent", strand);
    }
  }

 private:
  struct Name {
    PartyId from, to;
    std::uint64_t tag;
    auto operator<=>(const Name&) const = default;
  };

  const Trace& trace_;
  const std::string& file_;
  std::vector<bool> forked_, filled_;
  std::set<Name> sent_;
  std::map<Name, std::size_t> expected_;  ///< by whom
};

/// One strand, event by event.
class Line {
 public:
  Line(Whole& whole, const Trace& trace, std::size_t at)
      : whole_(whole), strand_(trace.strands[at]), at_(at) {}

  void check() {
    for (std::size_t i = 0; i < strand_.events.size(); ++i) {
      const TraceEvent& event = strand_.events[i];
      if (event.kind == Kind::fork || event.kind == Kind::join) {
        check_meeting(event);
        continue;
      }
      require(joined_ == forked_.size(), "a fork is not joined at once");
      if (event.kind == Kind::gather) {
        begin_gathering(i, event.index);
        i += event.index;
      } else if (event.kind == Kind::take || event.kind == Kind::gathered) {
        check_gathering(event);
      } else {
        check_rest(event);
      }
    }
    require(joined_ == forked_.size() && !gathers_, "a strand ends too early");
  }

 private:
  void require(bool holds, const char* what) const { whole_.require(holds, what, at_); }

  void check_meeting(const TraceEvent& event) {
    if (event.kind == Kind::join) {
      require(joined_ < forked_.size() && forked_[joined_] == event.index,
              "a strand is joined that was not forked");
      ++joined_;
      return;
    }
    if (joined_ == forked_.size()) {
      forked_.clear();
      joined_ = 0;
    }
    require(joined_ == 0 && !gathers_, "a fork is not joined at once");
    whole_.fork(event.index, at_);
    forked_.push_back(event.index);
  }

  void begin_gathering(std::size_t first, std::uint64_t messages) {
    require(!gathers_ && messages < strand_.events.size() - first, "a gathering is cut short");
    for (std::size_t item = first + 1; item <= first + messages; ++item) {
      const TraceEvent& message = strand_.events[item];
      require(message.kind == Kind::item, "a gathering lacks messages");
      whole_.expect(message.peer, strand_.party, message.tag, at_);
    }
    taken_.assign(messages, false);
    gathers_ = true;
  }

  void check_gathering(const TraceEvent& event) {
    require(gathers_, "a message is taken that is not gathered");
    if (event.kind == Kind::take) {
      require(event.index < taken_.size() && !taken_[event.index], "a message is taken twice");
      taken_[event.index] = true;
      return;
    }
    for (const bool one : taken_) require(one, "a gathered message is not taken");
    gathers_ = false;
  }

  void check_rest(const TraceEvent& event) {
    const bool waits =
        event.kind == Kind::wait || event.kind == Kind::await || event.kind == Kind::pause;
    require(!waits || !gathers_, "a strand waits while it gathers");
    require(event.kind != Kind::item, "a message is gathered outside of a gathering");
    if (event.kind == Kind::wait) whole_.expect(event.peer, strand_.party, event.tag, at_);
    if (event.kind == Kind::await) whole_.await(event.index, at_);
    if (event.kind == Kind::fill) whole_.fill(event.index, at_);
    if (event.kind == Kind::send && event.part == 0) {
      whole_.send(strand_.party, event.peer, event.tag, at_);
    }
  }

  Whole& whole_;
  const TraceStrand& strand_;
  std::size_t at_;
  std::vector<std::uint64_t> forked_;  ///< since the last join
  std::size_t joined_ = 0;             ///< of them
  std::vector<bool> taken_;
  bool gathers_ = false;
};

}  // namespace

void check_trace(const Trace& trace, const std::string& file) {
  Whole whole(trace, file);
  for (std::size_t at = 0; at < trace.strands.size(); ++at) Line(whole, trace, at).check();
  whole.end();
}

}  // namespace fathom
