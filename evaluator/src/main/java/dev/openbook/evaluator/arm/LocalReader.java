package dev.openbook.evaluator.arm;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.TokenCountEstimator;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.openbook.model.chat.LocalChatModel;
import dev.openbook.rag.answer.AnswerModel;
import dev.openbook.rag.answer.CandidateModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Makes a local model a {@link Reader}. */
public final class LocalReader {

    private LocalReader() {}

    /** A reader over the model, which stays the caller's to close. */
    public static Reader of(LocalChatModel model) {
        return new Reader(
                AnswerModel.of((StreamingChatModel) model),
                Optional.of(new Candidates(model)),
                new Counter(model),
                model.contextLength());
    }

    /** Answers part where their words do, not where the number of their source begins. */
    private record Candidates(LocalChatModel model) implements CandidateModel {

        @Override
        public List<Candidate> candidates(
                List<ChatMessage> messages, int maxTokens, int most, double within, BooleanSupplier cancelled) {
            return model.candidates(messages, maxTokens, most, within, text -> text.contains(" ["), cancelled).stream()
                    .map(found -> new Candidate(found.text(), found.logProbability(), found.ends()))
                    .toList();
        }

        @Override
        public double logProbability(List<ChatMessage> messages, String answer) {
            return model.logProbability(messages, answer);
        }
    }

    /** Counts with the model's own tokenizer and chat template. */
    private record Counter(LocalChatModel model) implements TokenCountEstimator {

        @Override
        public int estimateTokenCountInText(String text) {
            return model.countTokens(text);
        }

        @Override
        public int estimateTokenCountInMessage(ChatMessage message) {
            return model.countTokens(List.of(message));
        }

        @Override
        public int estimateTokenCountInMessages(Iterable<ChatMessage> messages) {
            List<ChatMessage> list = new ArrayList<>();
            messages.forEach(list::add);
            return model.countTokens(list);
        }
    }
}
