package dev.openbook.finetune.dataset;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * One training conversation: what is said before, and the assistant's answer that is learned.
 *
 * @param messages system (optional), user and assistant turns; the last is the assistant's, and it alone is learned
 */
public record ChatRecord(List<Message> messages) {

    /** Who speaks. */
    public enum Role {
        /** Sets the rules. */
        SYSTEM,
        /** Asks. */
        USER,
        /** Answers. */
        ASSISTANT
    }

    /**
     * One turn.
     *
     * @param role who speaks
     * @param content what is said; not empty
     */
    public record Message(Role role, String content) {}

    /** Checks that there is a question and, last, an answer. */
    public ChatRecord {
        messages = List.copyOf(messages);
        if (messages.size() < 2 || messages.get(messages.size() - 1).role != Role.ASSISTANT) {
            throw new IllegalArgumentException("a record must end with an assistant message after another, but has "
                    + messages.stream().map(Message::role).toList());
        }
    }

    /** A question with its answer. */
    public static ChatRecord of(String system, String user, String assistant) {
        return new ChatRecord(List.of(
                new Message(Role.SYSTEM, system),
                new Message(Role.USER, user),
                new Message(Role.ASSISTANT, assistant)));
    }

    /** A prompt, as it is rendered when serving, with its answer. */
    public static ChatRecord of(List<ChatMessage> prompt, String answer) {
        List<Message> messages = new ArrayList<>();
        for (ChatMessage message : prompt) {
            messages.add(
                    message instanceof SystemMessage system
                            ? new Message(Role.SYSTEM, system.text())
                            : message instanceof AiMessage assistant
                                    ? new Message(Role.ASSISTANT, assistant.text())
                                    : new Message(Role.USER, ((UserMessage) message).singleText()));
        }
        messages.add(new Message(Role.ASSISTANT, answer));
        return new ChatRecord(messages);
    }

    /** The answer that is learned. */
    public String answer() {
        return messages.get(messages.size() - 1).content;
    }

    /** What stands before the answer, as LangChain4j's messages. */
    public List<ChatMessage> prompt() {
        return messages.subList(0, messages.size() - 1).stream()
                .map(message -> switch (message.role) {
                    case SYSTEM -> (ChatMessage) SystemMessage.from(message.content);
                    case USER -> UserMessage.from(message.content);
                    case ASSISTANT -> AiMessage.from(message.content);
                })
                .toList();
    }
}
