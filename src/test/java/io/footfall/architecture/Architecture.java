package io.footfall.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.footfall.report.WindowSink;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What may know what: pipelines know transforms, transforms know src, and never the other way.
 *
 * <p>The three source trees are compiled together, so that the compiler does not see these walls.
 *
 * @param root the package that has the packages {@code pipelines} and {@code transforms}; all else
 *     in it is src
 */
record Architecture(String root) {

  ArchRule transformsDoNotKnowPipelines() {
    return noClasses()
        .that(resideInAPackage(root + ".transforms.."))
        .should()
        .dependOnClassesThat(resideInAPackage(root + ".pipelines.."))
        .because("a transform is for any pipeline")
        .allowEmptyShould(true);
  }

  ArchRule srcKnowsNeitherTransformsNorPipelines() {
    return noClasses()
        .that(isSrc())
        .should()
        .dependOnClassesThat(resideInAnyPackage(root + ".transforms..", root + ".pipelines.."))
        .because("src is what both of them are made of")
        .allowEmptyShould(true);
  }

  ArchRule onlyPipelinesKnowOptionsAndRunners() {
    return noClasses()
        .that(resideInAPackage(root + ".."))
        .and(not(resideInAPackage(root + ".pipelines..")))
        // A source takes options in the methods that Beam calls, whether it wants them or not.
        .and(not(assignableTo(org.apache.beam.sdk.io.Source.class)))
        // It asks a connector for its source, by a pipeline of its own that never runs.
        .and(not(assignableTo("io.footfall.stream.UnderlyingSource")))
        // A source passes on the options with which Beam opens its readers.
        .and(not(assignableTo("io.footfall.stream.DataLoss")))
        .and(not(assignableTo("io.footfall.stream.MessageForm")))
        .and(not(assignableTo("io.footfall.stream.ShardRetention")))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.apache.beam.runners..", "org.apache.beam.sdk.options.."))
        .because("a transform is given what it needs, and runs on any runner")
        .allowEmptyShould(true);
  }

  /**
   * Options are parsed and validated once. What runs takes the resulting settings. The S3 clients
   * read their own option on workers.
   */
  ArchRule enginesDoNotKnowOptions() {
    return noClasses()
        .that(resideInAPackage(root + ".pipelines.."))
        .and(not(resideInAnyPackage(root + ".pipelines.options..", root + ".pipelines.s3..")))
        .and(not(nameMatching(".*(Options|Settings|Command)(\\$.*)?")))
        .should()
        .dependOnClassesThat(
            resideInAPackage(root + ".pipelines..")
                .and(assignableTo(org.apache.beam.sdk.options.PipelineOptions.class)))
        .because("options become settings in one place, which reports all problems together")
        .allowEmptyShould(true);
  }

  /** Also between {@code transforms.visits} and {@code transforms.purchases}. */
  ArchRule datasetKnowsNoOther(String dataset, String other) {
    return noClasses()
        .that(isOf(dataset))
        .should()
        .dependOnClassesThat(isOf(other))
        .because("a dataset is one package")
        .allowEmptyShould(true);
  }

  ArchRule sharedPackagesKnowNoDataset() {
    return noClasses()
        .that(resideInAPackage(root + ".."))
        .and(not(isOf("visits")))
        .and(not(isOf("purchases")))
        .should()
        .dependOnClassesThat(isOf("visits").or(isOf("purchases")))
        .because("a third dataset is a third package, and no change elsewhere")
        .allowEmptyShould(true);
  }

  ArchRule packagesSayWhatTheyAreFor() {
    return classes()
        .that(resideInAPackage(root + ".."))
        .should()
        .resideOutsideOfPackages("..util..", "..utils..", "..common..", "..helper..", "..helpers..")
        .because("such a name says nothing, and gathers everything")
        .allowEmptyShould(true);
  }

  /** Each package is a slice, whether or not another one begins with its name. */
  ArchRule packagesHaveNoCycles() {
    return slices()
        .matching(root + ".(**)")
        .should()
        .beFreeOfCycles()
        .because("packages in a cycle are one package, whatever their names")
        .allowEmptyShould(true);
  }

  /**
   * A sink is known by its interface outside its package.
   *
   * @param parts classes that belong to a sink, apart from those that implement the interface
   * @param registries classes that make sinks from options
   */
  ArchRule sinksAreKnownByTheirInterface(Set<String> parts, Set<String> registries) {
    return classes()
        .that(resideInAPackage(root + ".."))
        .should(
            new ArchCondition<>("name no class of a sink in another package") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                  JavaClass target = dependency.getTargetClass();
                  boolean isSink =
                      target.isAssignableTo(WindowSink.class)
                          && !target.isEquivalentTo(WindowSink.class);
                  if ((isSink || parts.contains(target.getName()))
                      && !target.getPackageName().equals(type.getPackageName())
                      && !registries.contains(type.getName())) {
                    events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                  }
                }
              }
            })
        .because("another sink is a class and a line")
        .allowEmptyShould(true);
  }

  /**
   * Static fields are constants: two runs in a process must not meet in one.
   *
   * @param exceptions fields, as {@code Class.field}, each with a reason beside it
   */
  ArchRule nothingIsSharedByRuns(Set<String> exceptions) {
    return fields()
        .that()
        .areDeclaredInClassesThat(resideInAPackage(root + ".."))
        .and()
        .areStatic()
        .should(
            new ArchCondition<>("be constants") {
              @Override
              public void check(JavaField field, ConditionEvents events) {
                String name = field.getOwner().getSimpleName() + "." + field.getName();
                if (!field.getModifiers().contains(JavaModifier.SYNTHETIC)
                    && !exceptions.contains(name)
                    && !isConstant(field)) {
                  events.add(
                      SimpleConditionEvent.violated(
                          field, field.getFullName() + " is state of the whole process"));
                }
              }
            })
        .because("a process may have several runs")
        .allowEmptyShould(true);
  }

  private static boolean isConstant(JavaField field) {
    if (!field.getModifiers().contains(JavaModifier.FINAL)) {
      return false;
    }
    JavaClass type = field.getRawType();
    if (type.getPackageName().startsWith("java.util.concurrent")
        || type.isAssignableTo(ThreadLocal.class)
        || type.isAssignableTo(Random.class)) {
      return type.isAssignableTo(TimeUnit.class);
    }
    if (type.isAssignableTo(Map.class) || type.isAssignableTo(Collection.class)) {
      return isUnmodifiable(field);
    }
    // Of our own classes, those that cannot change.
    return !type.getPackageName().startsWith("io.footfall")
        || type.getAllFields().stream()
            .allMatch(
                of ->
                    of.getModifiers().contains(JavaModifier.STATIC)
                        || of.getModifiers().contains(JavaModifier.FINAL)
                        || of.getOwner().getPackageName().startsWith("java."));
  }

  private static boolean isUnmodifiable(JavaField field) {
    try {
      Field reflected = field.reflect();
      reflected.setAccessible(true);
      String value = reflected.get(null).getClass().getName();
      return value.startsWith("java.util.ImmutableCollections")
          || value.startsWith("java.util.Collections$Unmodifiable")
          || value.startsWith("java.util.Collections$Empty");
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(field.getFullName(), e);
    }
  }

  private DescribedPredicate<JavaClass> isSrc() {
    return resideInAPackage(root + "..")
        .and(not(resideInAnyPackage(root + ".transforms..", root + ".pipelines..")));
  }

  private DescribedPredicate<JavaClass> isOf(String dataset) {
    return resideInAnyPackage(root + "." + dataset + "..", root + ".transforms." + dataset + "..");
  }
}
