import Foundation
import Testing

/// `lanyard neat` as a program.
struct NeatTests {
    private static let pod = """
        apiVersion: v1
        kind: Pod
        metadata:
          creationTimestamp: "2026-01-01T00:00:00Z"
          name: my-pod
          uid: 7f3c
        spec:
          containers:
          - args: ["yes", "8080", "8Gi", "a: b", ""]
            image: busybox:1
            imagePullPolicy: IfNotPresent
            name: app
          restartPolicy: Always
        status: {phase: Running}

        """

    @Test func `YAML comes back as YAML, texts as texts`() throws {
        let neat = try Command.run([Program.lanyard, "neat"], input: Self.pod)
        #expect(neat.status == 0, "\(neat.errors)")
        #expect(
            neat.output == """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: my-pod
                spec:
                  containers:
                  - args:
                    - "yes"
                    - "8080"
                    - 8Gi
                    - "a: b"
                    - ""
                    image: busybox:1
                    name: app

                """
        )
        // What was printed is read as the same.
        let again = try Command.run([Program.lanyard, "neat", "-o", "json"], input: neat.output)
        let first = try Command.run([Program.lanyard, "neat", "-o", "json", "-"], input: Self.pod)
        #expect(again.output == first.output)
        #expect(first.output.contains(#""8080""#))
    }

    @Test func `JSON comes back as JSON, a text of several lines as a block`() throws {
        let directory = try TemporaryDirectory()
        let map = #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","uid":"u"},"data":{"k":"x\ny\n"}}"#
        let file = try directory.write(map, to: "map.json")
        let json = try Command.run([Program.lanyard, "neat", file])
        #expect(json.output.hasPrefix("{\n") && !json.output.contains("uid"), "\(json.output)\(json.errors)")
        let yaml = try Command.run([Program.lanyard, "neat", "-o", "yaml", file])
        #expect(yaml.output.hasSuffix("data:\n  k: |\n    x\n    y\n"), "\(yaml.output)")
    }

    @Test(arguments: [("a: [", "it is no YAML"), ("", "it holds no object"), ("a: b", "apiVersion or kind is missing")])
    func `what holds no object is refused`(_ text: String, _ says: String) throws {
        let neat = try Command.run([Program.lanyard, "neat"], input: text)
        #expect(neat.status == 1)
        #expect(neat.errors.contains("standard input: \(says)") || neat.errors.contains(says), "\(neat.errors)")
    }
}
