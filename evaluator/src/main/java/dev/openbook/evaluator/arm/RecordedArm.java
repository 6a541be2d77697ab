package dev.openbook.evaluator.arm;

import dev.openbook.evaluator.metric.Sources;
import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.suite.Question;
import dev.openbook.evaluator.suite.QuestionPlan;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Sha256;
import dev.openbook.rag.answer.Answer;
import dev.openbook.rag.answer.Timing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Any other system: it repeats the answers of a file, which are scored like everybody's.
 *
 * <p>A question without a line has failed and counts as wrong. When and at what cost the answers came about is not known, so
 * it has no times, no costs and no retrieval figures.
 */
public final class RecordedArm implements Arm {

    /** A question that the file does not answer. */
    private static final class AnswerMissing extends RuntimeException {
        private static final long serialVersionUID = 1L;

        AnswerMissing(String message) {
            super(message, null, false, false);
        }
    }

    private static final Timing NONE = new Timing(0, 0, 0);

    private final ArmEntry entry;
    private final String file;
    private final String sha256;
    private final RecordedAnswers answers;
    private String live = "";

    private RecordedArm(String name, Path file, RecordedAnswers answers) {
        this.entry = ArmEntry.ofRecorded(name, name, "Another system; its answers were recorded in a file.");
        this.file = file.getFileName().toString();
        this.sha256 = Sha256.of(file);
        this.answers = answers;
    }

    /**
     * One arm a file.
     *
     * @param files the arms' names and their files
     * @param questions whose ids may stand in them, asked or not
     * @param sources the documents that may be cited
     * @param versions the corpus versions there are
     * @throws InvalidInputException with every fault of every file
     */
    public static List<RecordedArm> read(
            Map<String, Path> files, Collection<Question> questions, Sources sources, List<String> versions) {
        List<String> faults = new ArrayList<>();
        List<RecordedArm> arms = new ArrayList<>();
        files.forEach((name, file) -> arms.add(new RecordedArm(
                name, file, RecordedAnswers.read(file, questions, sources, List.copyOf(versions), faults))));
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
        return arms;
    }

    @Override
    public ArmEntry entry() {
        return entry;
    }

    @Override
    public Cost serve(String version) {
        live = version;
        return Cost.NONE;
    }

    /** The hash of the file: other answers are another arm. */
    @Override
    public String weights() {
        return sha256;
    }

    /** Questions are known by their ids, not by their wordings. */
    @Override
    public Answer ask(Question question) {
        String text = answers.text(question.id(), live)
                .orElseThrow(() -> new AnswerMissing(file + " holds no line for it under " + live));
        return new Answer(text, text, answers.citations(question.id(), live), false, List.of(), 0, 0, NONE, 0, 0);
    }

    @Override
    public Answer ask(String wording) {
        throw new AnswerMissing(file + " answers the questions of the suite only");
    }

    /** A line for people where the file does not answer all that will be asked. */
    public Optional<String> noteOnMissing(QuestionPlan plan) {
        long missing = Stream.concat(plan.before().stream(), plan.after().stream())
                .filter(item ->
                        answers.text(item.question().id(), item.version()).isEmpty())
                .count();
        return missing == 0
                ? Optional.empty()
                : Optional.of(entry.id() + ": " + missing
                        + " of the answers asked for are not in its file, and count as wrong");
    }
}
