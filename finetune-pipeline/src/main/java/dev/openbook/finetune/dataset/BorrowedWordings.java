package dev.openbook.finetune.dataset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * More ways to ask for a fact, without writing any: training wordings that people wrote for the same attribute of other
 * subjects, asked of this one. Facts whose attribute no other subject has keep the wordings they came with.
 *
 * <p>Wordings that are kept for asking are never borrowed, and none is made that equals one.
 */
public final class BorrowedWordings {

    private final int most;
    private final long seed;

    /**
     * Settings.
     *
     * @param most wordings a fact gets at most, 0 or more
     * @param seed chooses among those there are
     */
    public BorrowedWordings(int most, long seed) {
        if (most < 0) {
            throw new IllegalArgumentException("most must be at least 0, but is " + most);
        }
        this.most = most;
        this.seed = seed;
    }

    /** The facts in their order, each with its own training wordings first and the borrowed ones after them. */
    public List<Fact> addedTo(List<Fact> facts) {
        if (most == 0) {
            return facts;
        }
        Map<String, List<Lender>> byAttribute = facts.stream()
                .collect(Collectors.groupingBy(Fact::attribute, Collectors.mapping(Lender::of, Collectors.toList())));
        Random random = new Random(seed);
        return facts.stream()
                .map(fact -> withBorrowed(fact, byAttribute.get(fact.attribute()), random))
                .toList();
    }

    private Fact withBorrowed(Fact fact, List<Lender> lenders, Random random) {
        Set<String> taken = new HashSet<>();
        fact.training().forEach(wording -> taken.add(wording.toLowerCase(Locale.ROOT)));
        fact.unseen().forEach(wording -> taken.add(wording.toLowerCase(Locale.ROOT)));
        List<String> candidates = new ArrayList<>();
        for (Lender lender : lenders) {
            if (!lender.subject.equals(fact.subject())) {
                for (Frame frame : lender.frames) {
                    String borrowed = frame.about(fact);
                    if (taken.add(borrowed.toLowerCase(Locale.ROOT))) {
                        candidates.add(borrowed);
                    }
                }
            }
        }
        Collections.shuffle(candidates, random);
        List<String> wordings = new ArrayList<>(fact.training());
        wordings.addAll(candidates.subList(0, Math.min(most, candidates.size())));
        return fact.withTraining(wordings);
    }

    /** The wording about another subject; empty where it does not name its own literally. */
    static Optional<String> askedOf(String wording, Fact fact, String subject) {
        return Frame.of(wording, fact).map(frame -> frame.before + subject + frame.after);
    }

    /** What a fact lends: its wordings that name their subject once. */
    private record Lender(String subject, List<Frame> frames) {

        static Lender of(Fact fact) {
            return new Lender(
                    fact.subject(),
                    fact.training().stream()
                            .flatMap(wording -> Frame.of(wording, fact).stream())
                            .filter(frame ->
                                    Frame.of(frame.before + frame.after, fact).isEmpty())
                            .toList());
        }
    }

    /**
     * A wording without its subject.
     *
     * @param alias which of the subject's other names stood there; -1 for its first
     */
    private record Frame(String before, String after, int alias) {

        /** At the longest of the subject's names that the wording holds, for that may hold a shorter one. */
        static Optional<Frame> of(String wording, Fact fact) {
            List<String> names = new ArrayList<>(fact.subjectAliases());
            names.add(fact.subject());
            names.sort((a, b) -> b.length() - a.length());
            for (String name : names) {
                Matcher place = Pattern.compile(Pattern.quote(name), Pattern.CASE_INSENSITIVE)
                        .matcher(wording);
                if (place.find()) {
                    return Optional.of(new Frame(
                            wording.substring(0, place.start()),
                            wording.substring(place.end()),
                            fact.subjectAliases().indexOf(name)));
                }
            }
            return Optional.empty();
        }

        /** Asked of another subject, by the name in the same place. */
        String about(Fact fact) {
            boolean hasAlias = alias >= 0 && alias < fact.subjectAliases().size();
            return before + (hasAlias ? fact.subjectAliases().get(alias) : fact.subject()) + after;
        }
    }
}
