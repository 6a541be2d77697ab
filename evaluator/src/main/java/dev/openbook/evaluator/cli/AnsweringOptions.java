package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.arm.LocalReaders;
import dev.openbook.evaluator.arm.ModelServer;
import dev.openbook.evaluator.arm.Readers;
import dev.openbook.evaluator.arm.ServerReaders;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model answers: a local one, or one behind an OpenAI-compatible server. */
final class AnsweringOptions {

    /** The environment variable that holds the key; an option would show it in process lists and shell histories. */
    static final String KEY = "OPENBOOK_API_KEY";

    @Mixin
    private ModelOptions model;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "An OpenAI-compatible server in the local model's place, for example"
                    + " http://localhost:8000/v1; its key is read from " + KEY + ".")
    private String server = "";

    @Option(names = "--server-model", paramLabel = "NAME", description = "The model's name on that server.")
    private String serverModel = "";

    /** Whether it is another model than the published default. */
    boolean isOwn() {
        return model.isOwn() || isServer();
    }

    /** How the model is given on the command line, without an address. */
    String shown() {
        return isServer() ? " --server URL --server-model " + serverModel : "";
    }

    private boolean isServer() {
        return !server.isBlank();
    }

    /** The model, asked once where it is a server's, so that a wrong address or key is known before anything long. */
    Readers readers(Terminal terminal, Progress progress) {
        if (server.isBlank() != serverModel.isBlank()) {
            throw new InvalidInputException("--server and --server-model must be given together");
        }
        if (!isServer()) {
            Path file = model.file(terminal, progress);
            return new LocalReaders(file, () -> model.builder(file));
        }
        if (model.isGiven()) {
            throw new InvalidInputException(
                    "--model, --precision and --threads are the local model's, and must not be given with --server");
        }
        ModelServer address = ModelServer.of(server, serverModel, Optional.ofNullable(System.getenv(KEY)));
        if (address.sendsKeyInTheClear()) {
            terminal.note("the key is sent unencrypted: --server is not https");
        }
        ServerReaders readers = new ServerReaders(address);
        readers.check();
        return readers;
    }
}
