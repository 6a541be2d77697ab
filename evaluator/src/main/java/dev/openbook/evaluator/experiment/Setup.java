package dev.openbook.evaluator.experiment;

import dev.openbook.evaluator.result.RunEntry;
import dev.openbook.evaluator.suite.QuestionPlan;
import dev.openbook.evaluator.suite.Suite;
import java.nio.file.Path;

/**
 * What one run is made of.
 *
 * @param suite its settings and expectations
 * @param plan what is asked
 * @param model what answers
 * @param embedder the name of the embedding model
 * @param command what reproduces the run
 * @param output the folder that receives journal and results
 */
public record Setup(
        Suite suite, QuestionPlan plan, RunEntry.Model model, String embedder, String command, Path output) {}
