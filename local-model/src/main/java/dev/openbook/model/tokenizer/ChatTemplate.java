package dev.openbook.model.tokenizer;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.gguf.GgufFile;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Renders chat messages to token ids as the model was trained to see them.
 *
 * <p>A GGUF file carries its template as a Jinja program. It is not run: it is compared with the ChatML form, spelling and
 * white space aside, and refused if it is another one.
 * <pre>
 *   {@code <|im_start|>}role⏎content{@code <|im_end|>}⏎   for each message, then   {@code <|im_start|>}assistant⏎
 * </pre>
 * Where the file's template puts a system message of its own in front of a conversation without one, so does this.
 *
 * <p>Contents are encoded as plain text between the control ids: a document that says {@code <|im_end|>} says just these
 * characters.
 */
public final class ChatTemplate {

    private static final String DEFAULT_SYSTEM = "(?:\\{%ifloop\\.firstandmessages\\[0\\]\\['role'\\]!='system'%\\}"
            + "\\{\\{'<\\|im_start\\|>system\\n(?<system>[^']*)<\\|im_end\\|>\\n'\\}\\}\\{%endif%\\})?";

    private static final String TURN =
            "\\{\\{'<\\|im_start\\|>'\\+message\\['role'\\]\\+'\\n'\\+message\\['content'\\]\\+"
                    + "(?:'<\\|im_end\\|>'\\+'\\n'|'<\\|im_end\\|>\\n')\\}\\}";

    /** ChatML as {@link #canonical} writes it. */
    private static final Pattern CHAT_ML = Pattern.compile("\\{%formessageinmessages%\\}" + DEFAULT_SYSTEM + TURN
            + "\\{%endfor%\\}\\{%ifadd_generation_prompt%\\}\\{\\{'<\\|im_start\\|>assistant\\n'\\}\\}\\{%endif%\\}");

    private final LlamaTokenizer tokenizer;
    private final Optional<String> defaultSystem;
    private final int turnStart;
    private final int turnEnd;

    private ChatTemplate(LlamaTokenizer tokenizer, Optional<String> defaultSystem, int turnStart, int turnEnd) {
        this.tokenizer = tokenizer;
        this.defaultSystem = defaultSystem;
        this.turnStart = turnStart;
        this.turnEnd = turnEnd;
    }

    /**
     * The template of a model file.
     *
     * @param tokenizer the same file's
     * @throws InvalidInputException if there is none, or it is not ChatML
     */
    public static ChatTemplate of(GgufFile file, LlamaTokenizer tokenizer) {
        String source = file.optionalString("tokenizer.chat_template")
                .orElseThrow(() ->
                        file.fault("metadata 'tokenizer.chat_template' is missing (chat needs an instruct model)"));
        Matcher chatMl = CHAT_ML.matcher(canonical(source));
        if (!chatMl.matches()) {
            throw file.fault("its chat template is not supported (supported: ChatML, <|im_start|>role … <|im_end|>)");
        }
        return new ChatTemplate(
                tokenizer,
                Optional.ofNullable(chatMl.group("system")),
                controlId(file, tokenizer, "<|im_start|>"),
                controlId(file, tokenizer, "<|im_end|>"));
    }

    /**
     * The ids of a conversation, up to where the model's answer begins.
     *
     * @throws InvalidInputException if a message is of a kind this model cannot be shown
     */
    public int[] render(List<ChatMessage> messages) {
        return render(messages, true);
    }

    /**
     * The ids of a conversation.
     *
     * @param openAnswer whether to open a turn of the assistant at the end
     * @throws InvalidInputException if a message is of a kind this model cannot be shown
     */
    public int[] render(List<ChatMessage> messages, boolean openAnswer) {
        if (messages.isEmpty()) {
            throw new InvalidInputException("messages must not be empty");
        }
        int[] lineEnd = tokenizer.encode("\n");
        IntStream.Builder ids = IntStream.builder();
        tokenizer.beginOfText().ifPresent(ids);
        if (!(messages.get(0) instanceof SystemMessage)) {
            defaultSystem.ifPresent(text -> turn(ids, "system", text, lineEnd));
        }
        for (ChatMessage message : messages) {
            turn(ids, roleOf(message), textOf(message), lineEnd);
        }
        if (openAnswer) {
            ids.add(turnStart);
            Arrays.stream(tokenizer.encode("assistant\n")).forEach(ids);
        }
        return ids.build().toArray();
    }

    /** What the template says for a system message where a conversation has none. */
    public Optional<String> defaultSystem() {
        return defaultSystem;
    }

    /** The id that ends a turn, and with it the model's answer. */
    public int turnEnd() {
        return turnEnd;
    }

    private void turn(IntStream.Builder ids, String role, String text, int[] lineEnd) {
        ids.add(turnStart);
        // role, line end and text are one run: the reference splits words only at control tokens
        Arrays.stream(tokenizer.encode(role + "\n" + text)).forEach(ids);
        ids.add(turnEnd);
        Arrays.stream(lineEnd).forEach(ids);
    }

    private static String roleOf(ChatMessage message) {
        return switch (message.type()) {
            case SYSTEM -> "system";
            case USER -> "user";
            case AI -> "assistant";
            default ->
                throw new InvalidInputException("message type " + message.type()
                        + " is not supported by this model (supported: SYSTEM, USER, AI)");
        };
    }

    private static String textOf(ChatMessage message) {
        if (message instanceof SystemMessage system) {
            return system.text();
        }
        if (message instanceof UserMessage user) {
            if (!user.hasSingleText()) {
                throw new InvalidInputException(
                        "a user message must be one text; this model reads no images, audio or files");
            }
            if (user.name() != null) {
                throw new InvalidInputException(
                        "a user message must have no name; this model's template has no place for it");
            }
            return user.singleText();
        }
        AiMessage answer = (AiMessage) message;
        if (answer.hasToolExecutionRequests() || answer.text() == null) {
            throw new InvalidInputException(
                    "an AI message must be a text without tool requests; this model calls no tools");
        }
        return answer.text();
    }

    private static int controlId(GgufFile file, LlamaTokenizer tokenizer, String name) {
        return tokenizer
                .controlId(name)
                .orElseThrow(() -> file.fault(
                        "its chat template needs the control token " + name + ", which its vocabulary does not have"));
    }

    /**
     * A Jinja source in one spelling: no white space in tags outside quotes, none beside tags that trim it, single quotes,
     * {@code a['b']} for {@code a.b}, real line ends for {@code \n}.
     */
    private static String canonical(String source) {
        String trimmed = source.strip().replaceAll("\\s*\\{([%{])-", "{$1").replaceAll("-([%}])}\\s*", "$1}");
        StringBuilder out = new StringBuilder();
        boolean inTag = false;
        char quote = 0;
        for (int i = 0; i < trimmed.length(); i++) {
            char c = trimmed.charAt(i);
            if (quote != 0) {
                if (c == '\\' && i + 1 < trimmed.length() && trimmed.charAt(i + 1) == 'n') {
                    out.append('\n');
                    i++;
                } else {
                    out.append(c == quote ? '\'' : c);
                    quote = c == quote ? 0 : quote;
                }
            } else if (inTag && (c == '\'' || c == '"')) {
                quote = c;
                out.append('\'');
            } else if (!inTag || !Character.isWhitespace(c)) {
                out.append(c);
                inTag = trimmed.startsWith("{%", i) || trimmed.startsWith("{{", i) || inTag && !closes(trimmed, i);
            }
        }
        return out.toString()
                .replace("message.role", "message['role']")
                .replace("message.content", "message['content']");
    }

    private static boolean closes(String source, int at) {
        return source.charAt(at) == '}' && (source.charAt(at - 1) == '%' || source.charAt(at - 1) == '}');
    }
}
