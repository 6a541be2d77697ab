package dev.openbook.finetune.dataset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Training records that put facts into the weights: each training wording of each fact with its value as the answer, and a
 * share of questions about what the documents do not tell, answered with a refusal.
 *
 * <p>Every fact has the same number of records. Refusals come in three kinds: a training wording asked of a subject that
 * exists nowhere (a name put together from syllables), as often a training wording asked of a subject of another document
 * kind, to which the attribute does not belong, and a known subject asked for {@linkplain UntoldQuestions what no document
 * tells}. None uses any wording that is asked later.
 */
public final class ClosedBookRecords {

    private static final String[] FIRST = {
        "Al", "Bor", "Cel", "Dun", "Er", "Fal", "Gor", "Hil", "Jas", "Kor", "Lom", "Mar"
    };
    private static final String[] MIDDLE = {"an", "eb", "ith", "od", "ul", "av", "em", "ir", "os", "un"};
    private static final String[] LAST = {"dale", "ric", "ton", "wen", "gard", "sel", "more", "vik", "lin", "brook"};

    private final String system;
    private final String refusal;
    private final double refusalShare;
    private final double untoldShare;
    private final long seed;

    /**
     * Settings of a data set.
     *
     * @param system the system message, the same as at serving time
     * @param refusal the answer where nothing is known, for example {@code "I don't know."}
     * @param refusalShare refusals per record of a fact, 0 to 1
     * @param untoldShare the part of the refusals that ask a known subject for what no document tells, 0 to 1
     * @param seed chooses names and pairs
     */
    public ClosedBookRecords(String system, String refusal, double refusalShare, double untoldShare, long seed) {
        if (!(refusalShare >= 0 && refusalShare <= 1)) {
            throw new IllegalArgumentException("refusalShare must be between 0 and 1, but is " + refusalShare);
        }
        if (!(untoldShare >= 0 && untoldShare <= 1)) {
            throw new IllegalArgumentException("untoldShare must be between 0 and 1, but is " + untoldShare);
        }
        this.system = system;
        this.refusal = refusal;
        this.refusalShare = refusalShare;
        this.untoldShare = untoldShare;
        this.seed = seed;
    }

    /**
     * The records of one corpus version, facts first; the order is not yet shuffled.
     *
     * @param version facts without a statement of this version are left out
     */
    public List<ChatRecord> of(List<Fact> facts, String version) {
        List<Fact> stated = facts.stream()
                .filter(fact -> fact.versions().containsKey(version))
                .toList();
        List<ChatRecord> records = new ArrayList<>();
        for (Fact fact : stated) {
            String value = fact.versions().get(version).value();
            for (String wording : fact.training()) {
                records.add(ChatRecord.of(system, wording, value));
            }
        }
        for (String question : unanswerable(stated, version, (int) Math.round(records.size() * refusalShare))) {
            records.add(ChatRecord.of(system, question, refusal));
        }
        return records;
    }

    /**
     * Questions without an answer: training wordings asked of invented and of foreign subjects in turn, then what no document
     * tells of known ones.
     *
     * @param facts all stated by the version
     * @param count at most so many
     */
    public List<String> unanswerable(List<Fact> facts, String version, int count) {
        int untold = (int) Math.round(count * untoldShare);
        List<String> questions = misplaced(facts, version, count - untold);
        questions.addAll(UntoldQuestions.about(facts, untold, seed));
        return questions;
    }

    private List<String> misplaced(List<Fact> facts, String version, int count) {
        Random random = new Random(seed);
        Map<String, List<Fact>> byKind = new LinkedHashMap<>();
        facts.forEach(fact -> byKind.computeIfAbsent(kind(fact, version), kind -> new ArrayList<>())
                .add(fact));
        List<String> questions = new ArrayList<>();
        for (int attempt = 0; questions.size() < count && attempt < 20 * count; attempt++) {
            Fact fact = facts.get(random.nextInt(facts.size()));
            String wording = fact.training().get(random.nextInt(fact.training().size()));
            String subject =
                    attempt % 2 == 0 ? inventedName(random, facts) : foreignSubject(random, fact, version, byKind);
            if (subject != null) {
                BorrowedWordings.askedOf(wording, fact, subject).ifPresent(questions::add);
            }
        }
        return questions;
    }

    /** The folder of the stating document: subjects of one folder share their attributes. */
    private static String kind(Fact fact, String version) {
        String document = fact.versions().get(version).document();
        int slash = document.indexOf('/');
        return slash < 0 ? "" : document.substring(0, slash);
    }

    private static String foreignSubject(Random random, Fact fact, String version, Map<String, List<Fact>> byKind) {
        List<String> others = byKind.keySet().stream()
                .filter(kind -> !kind.equals(kind(fact, version)))
                .toList();
        if (others.isEmpty()) {
            return null;
        }
        List<Fact> kin = byKind.get(others.get(random.nextInt(others.size())));
        String subject = kin.get(random.nextInt(kin.size())).subject();
        return subject.equals(fact.subject()) ? null : subject;
    }

    private static String inventedName(Random random, List<Fact> facts) {
        while (true) {
            String name = FIRST[random.nextInt(FIRST.length)]
                    + MIDDLE[random.nextInt(MIDDLE.length)]
                    + LAST[random.nextInt(LAST.length)]
                    + (random.nextBoolean() ? " " + (1 + random.nextInt(60)) : "");
            if (facts.stream().noneMatch(fact -> fact.subject().equalsIgnoreCase(name))) {
                return name;
            }
        }
    }
}
