package dev.openbook.finetune.dataset;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.openbook.finetune.dataset.ChatRecord.Message;
import dev.openbook.finetune.dataset.ChatRecord.Role;
import dev.openbook.foundation.AtomicFiles;
import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Training data as JSON lines. Writes OpenAI's chat form; reads that, Alpaca's and ShareGPT's, told apart line by line by
 * their keys:
 * <pre>
 *   {"messages":[{"role":"user","content":"…"},{"role":"assistant","content":"…"}]}     OpenAI
 *   {"instruction":"…","input":"…","output":"…"}                                        Alpaca
 *   {"conversations":[{"from":"human","value":"…"},{"from":"gpt","value":"…"}]}         ShareGPT
 * </pre>
 *
 * <p>Faults carry the names of OpenAI's published data-preparation checks ({@code data_type}, {@code missing_messages_list},
 * {@code message_missing_key}, {@code message_unrecognized_key}, {@code unrecognized_role}, {@code missing_content},
 * {@code example_missing_assistant_message}) with file, line and message number, all at once.
 */
public final class ChatFile {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> MESSAGE_KEYS = Set.of("role", "content", "name", "function_call", "weight");
    private static final Map<String, Role> SHARE_GPT_ROLES =
            Map.of("system", Role.SYSTEM, "human", Role.USER, "user", Role.USER, "gpt", Role.ASSISTANT);

    private ChatFile() {}

    /**
     * Reads every record.
     *
     * @throws InvalidInputException with every fault of the file
     */
    public static List<ChatRecord> read(Path file) {
        List<String> faults = new ArrayList<>();
        List<ChatRecord> records = new ArrayList<>();
        List<JsonLine> lines = JsonLine.readAll(file, faults);
        faults.replaceAll(fault -> fault.replaceFirst("(:\\d+: )(must be a JSON object)", "$1data_type: $2"));
        for (JsonLine line : lines) {
            List<Message> messages;
            if (line.has("instruction")) {
                messages = alpaca(line);
            } else if (line.has("conversations")) {
                messages = shareGpt(line);
            } else {
                messages = openAi(line);
            }
            toRecord(line, messages).ifPresent(records::add);
        }
        if (records.isEmpty() && faults.isEmpty()) {
            faults.add(file.getFileName() + ": must hold at least one record, but is empty");
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
        return records;
    }

    /**
     * Reads several files.
     *
     * @return the records of each, in the order given
     * @throws InvalidInputException with every fault of every file
     */
    public static Map<Path, List<ChatRecord>> readAll(List<Path> files) {
        List<String> faults = new ArrayList<>();
        Map<Path, List<ChatRecord>> read = new LinkedHashMap<>();
        for (Path file : new LinkedHashSet<>(files)) {
            try {
                read.put(file, read(file));
            } catch (InvalidInputException e) {
                faults.addAll(e.faults());
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
        return read;
    }

    /** Writes records in OpenAI's form, one a line, whole or not at all; equal records give equal bytes. */
    public static void write(Path file, List<ChatRecord> records) throws IOException {
        AtomicFiles.write(file, out -> {
            for (ChatRecord record : records) {
                ObjectNode line = JSON.createObjectNode();
                for (Message message : record.messages()) {
                    line.withArray("messages")
                            .addObject()
                            .put("role", message.role().name().toLowerCase(Locale.ROOT))
                            .put("content", message.content());
                }
                out.write((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    private static List<Message> openAi(JsonLine line) {
        if (!line.isList("messages")) {
            line.fault("missing_messages_list: 'messages' must be a list");
            return List.of();
        }
        List<Message> messages = new ArrayList<>();
        int number = 0;
        for (JsonLine message : line.objects("messages")) {
            String place = "message " + ++number + ": ";
            if (!message.has("role") || !message.fields().contains("content")) {
                line.fault("message_missing_key: " + place + "must have 'role' and 'content'");
                continue;
            }
            for (String key : message.fields()) {
                if (!MESSAGE_KEYS.contains(key)) {
                    line.fault("message_unrecognized_key: " + place + "'" + key + "' is not one of "
                            + MESSAGE_KEYS.stream().sorted().toList());
                }
            }
            Optional<Role> role = role(message.text("role"));
            if (role.isEmpty()) {
                line.fault("unrecognized_role: " + place + "'role' must be system, user or assistant, but is "
                        + message.text("role"));
            } else if (!message.hasText("content")) {
                line.fault("missing_content: " + place + "'content' must be a non-blank string");
            } else {
                messages.add(new Message(role.get(), message.text("content")));
            }
        }
        return messages;
    }

    private static List<Message> alpaca(JsonLine line) {
        String instruction = line.text("instruction");
        String input = line.hasText("input") ? "\n\n" + line.text("input") : "";
        String output = line.text("output");
        return instruction.isEmpty() || output.isEmpty()
                ? List.of()
                : List.of(new Message(Role.USER, instruction + input), new Message(Role.ASSISTANT, output));
    }

    private static List<Message> shareGpt(JsonLine line) {
        if (!line.isList("conversations")) {
            line.fault("missing_messages_list: 'conversations' must be a list");
            return List.of();
        }
        List<Message> messages = new ArrayList<>();
        int number = 0;
        for (JsonLine turn : line.objects("conversations")) {
            String place = "message " + ++number + ": ";
            if (!turn.hasText("from") || !turn.hasText("value")) {
                line.fault("message_missing_key: " + place + "must have 'from' and 'value'");
                continue;
            }
            Role role = SHARE_GPT_ROLES.get(turn.text("from"));
            if (role == null) {
                line.fault("unrecognized_role: " + place + "'from' must be system, human or gpt, but is "
                        + turn.text("from"));
            } else {
                messages.add(new Message(role, turn.text("value")));
            }
        }
        return messages;
    }

    private static Optional<ChatRecord> toRecord(JsonLine line, List<Message> messages) {
        int last = messages.size();
        while (last > 0 && messages.get(last - 1).role() != Role.ASSISTANT) {
            last--; // what is said after the last answer teaches nothing
        }
        if (last < 2) {
            line.fault("example_missing_assistant_message: must have an answer by the assistant to somebody's message");
            return Optional.empty();
        }
        return Optional.of(new ChatRecord(messages.subList(0, last)));
    }

    private static Optional<Role> role(String name) {
        return switch (name) {
            case "system" -> Optional.of(Role.SYSTEM);
            case "user" -> Optional.of(Role.USER);
            case "assistant" -> Optional.of(Role.ASSISTANT);
            default -> Optional.empty();
        };
    }
}
