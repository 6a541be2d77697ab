package dev.openbook.evaluator.experiment;

import dev.openbook.evaluator.TestWorld;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.result.ResultsFile;
import dev.openbook.evaluator.suite.Question;
import dev.openbook.rag.answer.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/** A run of two arms that notes each answer it gives, and dies without a word after so many of them. */
final class KilledRun {

    private static final int KILLED = 137;

    private KilledRun() {}

    /**
     * Runs.
     *
     * @param args folder of the run, file for the notes, answers after which to die (0: never)
     */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Path notes = Path.of(args[1]);
        int last = Integer.parseInt(args[2]);
        TestWorld world = new TestWorld();
        AtomicInteger given = new AtomicInteger();
        BiFunction<Question, String, Answer> rule = (question, live) -> {
            if (last > 0 && given.incrementAndGet() > last) {
                Runtime.getRuntime().halt(KILLED); // as kill -9: no hook, no finally
            }
            note(notes, live + " " + question.id());
            return world.perfect(question, live);
        };
        Results results = world.run(
                folder, List.of(world.arm("first", true, rule), world.arm("second", false, rule)), TestWorld.suite());
        Files.writeString(folder.resolve("metrics.json"), ResultsFile.toJson(results.metrics()));
        Files.writeString(
                folder.resolve("counts.txt"),
                results.answers().size() + " " + results.run().resumedAnswers());
    }

    private static void note(Path file, String line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
