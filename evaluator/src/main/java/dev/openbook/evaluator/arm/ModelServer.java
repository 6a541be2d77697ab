package dev.openbook.evaluator.arm;

import dev.openbook.foundation.InvalidInputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A model behind an OpenAI-compatible server.
 *
 * @param address up to the part that {@code /chat/completions} follows, usually {@code /v1}
 * @param model its name there
 * @param key sent as a bearer token; shown nowhere
 */
public record ModelServer(URI address, String model, Optional<String> key) {

    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * Checks address, name and key.
     *
     * @throws InvalidInputException with every fault; the key is not repeated
     */
    public static ModelServer of(String address, String model, Optional<String> key) {
        List<String> faults = new ArrayList<>();
        URI uri = null;
        try {
            uri = new URI(address.strip());
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (!web || uri.getHost() == null) {
                faults.add("--server must be an http or https address such as http://localhost:8000/v1");
            } else if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
                faults.add("--server must be an address without user, password and query"
                        + " (a key belongs into the environment)");
            }
        } catch (URISyntaxException e) {
            faults.add("--server must be an address such as http://localhost:8000/v1");
        }
        if (model.isBlank()) {
            faults.add("--server-model must name a model of the server, but is blank");
        }
        Optional<String> given = key.map(String::strip).filter(text -> !text.isEmpty());
        if (given.isPresent() && !given.get().chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            faults.add("the key in the environment must be printable ASCII without spaces, but is not");
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
        return new ModelServer(uri, model.strip(), given);
    }

    /** Whether anybody on the way to another machine could read the key. */
    public boolean sendsKeyInTheClear() {
        return key.isPresent() && "http".equalsIgnoreCase(address.getScheme()) && !LOCAL.contains(address.getHost());
    }

    /** Host and port, for messages. */
    String host() {
        return address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "ModelServer[" + address + ", " + model + (key.isPresent() ? ", with key]" : ", without key]");
    }
}
