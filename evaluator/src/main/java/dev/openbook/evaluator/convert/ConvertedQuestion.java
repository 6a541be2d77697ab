package dev.openbook.evaluator.convert;

import dev.openbook.evaluator.suite.Gold;
import java.util.List;
import java.util.Map;

/**
 * A question made from published data, ready to be written.
 *
 * @param id unique in its file
 * @param wordings ways to ask the same; the first one is the question
 * @param golds by corpus version; a version that is absent does not answer it
 */
record ConvertedQuestion(String id, List<String> wordings, Map<String, Gold> golds) {

    ConvertedQuestion {
        wordings = List.copyOf(wordings);
        golds = Map.copyOf(golds);
    }
}
