package dev.openbook.model.chat;

import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.openbook.model.generate.GenerationOptions;
import dev.openbook.model.generate.GenerationOptions.FirstTokenBias;
import dev.openbook.model.generate.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Reads LangChain4j's parameters of a request, and refuses by name what a local model cannot honour. */
final class ChatParameters {

    private ChatParameters() {}

    static GenerationOptions options(
            ChatRequestParameters parameters,
            String modelName,
            int defaultMaxTokens,
            long seed,
            Optional<FirstTokenBias> firstToken) {
        refuseUnsupported(parameters, modelName);
        Sampling sampling = new Sampling(
                Objects.requireNonNullElse(parameters.temperature(), 0.0),
                Objects.requireNonNullElse(parameters.topK(), 0),
                Objects.requireNonNullElse(parameters.topP(), 1.0),
                seed);
        return new GenerationOptions(
                Objects.requireNonNullElse(parameters.maxOutputTokens(), defaultMaxTokens),
                sampling,
                Objects.requireNonNullElse(parameters.stopSequences(), List.of()),
                true,
                firstToken);
    }

    private static void refuseUnsupported(ChatRequestParameters parameters, String modelName) {
        List<String> refused = new ArrayList<>();
        if (parameters.toolSpecifications() != null
                && !parameters.toolSpecifications().isEmpty()) {
            refused.add("toolSpecifications");
        }
        if (parameters.toolChoice() != null && parameters.toolChoice() != ToolChoice.AUTO) {
            refused.add("toolChoice " + parameters.toolChoice());
        }
        if (parameters.responseFormat() != null && parameters.responseFormat().type() != ResponseFormatType.TEXT) {
            refused.add("responseFormat " + parameters.responseFormat().type());
        }
        if (parameters.frequencyPenalty() != null) {
            refused.add("frequencyPenalty");
        }
        if (parameters.presencePenalty() != null) {
            refused.add("presencePenalty");
        }
        if (parameters.modelName() != null && !parameters.modelName().equals(modelName)) {
            refused.add("modelName '" + parameters.modelName() + "' (this is '" + modelName + "')");
        }
        if (!refused.isEmpty()) {
            throw new UnsupportedFeatureException(
                    "not supported by the local model: " + String.join(", ", refused) + " (leave them out)");
        }
    }
}
