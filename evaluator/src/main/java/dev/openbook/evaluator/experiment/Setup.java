package dev.openbook.evaluator.experiment;

import dev.openbook.evaluator.result.ParityEntry;
import dev.openbook.evaluator.result.RunEntry;
import dev.openbook.evaluator.suite.QuestionPlan;
import dev.openbook.evaluator.suite.Suite;
import java.nio.file.Path;
import java.util.List;

/**
 * What one run is made of.
 *
 * @param suite its settings and expectations
 * @param plan what is asked
 * @param model what answers
 * @param embedder the name of the embedding model
 * @param command what reproduces the run
 * @param parity what is behind the arms' weights, held against the index
 * @param output the folder that receives journal and results
 */
public record Setup(
        Suite suite,
        QuestionPlan plan,
        RunEntry.Model model,
        String embedder,
        String command,
        List<ParityEntry> parity,
        Path output) {

    /** Takes an unmodifiable copy. */
    public Setup {
        parity = List.copyOf(parity);
    }
}
