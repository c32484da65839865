#pragma once

namespace CLI {
class App;
} // namespace CLI

namespace rounds::cli {

struct Environment;

/// desk, slow, pin, off-topic, let-in, closing, on-call below `rounds chat`.
void add_chat_tools(CLI::App& command, Environment& environment);

} // namespace rounds::cli
