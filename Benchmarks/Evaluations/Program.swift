import AWSVocabulary
import IAMPolicy

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Evaluations per second of CPU, one thread, policies compiled and requests made beforehand; of the scenarios named, or all.
@main
enum Program {
    static func main() throws {
        let wanted = CommandLine.arguments.dropFirst()
        for scenario in try Scenario.all where wanted.isEmpty || wanted.contains(scenario.name) {
            var count = 0
            var allowed = 0
            let started = clock()
            var elapsed: clock_t = 0
            repeat {
                for _ in 0..<1000
                where PolicyEvaluator.evaluate(scenario.request, policies: scenario.policies).isAllowed {
                    allowed += 1
                }
                count += 1000
                elapsed = clock() - started
            } while elapsed < clock_t(CLOCKS_PER_SEC)
            guard (allowed > 0) == scenario.isAllowed else {
                print("\(scenario.name): decided wrongly")
                exit(1)
            }
            let seconds = Double(elapsed) / Double(CLOCKS_PER_SEC)
            let nanoseconds = seconds / Double(count) * 1e9
            print("\(scenario.name)\t\(Int(Double(count) / seconds))\t\(Int(nanoseconds))")
        }
    }
}
