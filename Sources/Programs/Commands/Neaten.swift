import ArgumentParser
import JSONTree
import KubernetesAPI
import KubernetesClient

/// `lanyard neat`.
struct Neaten: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "neat",
        abstract: "Strip from a manifest what the cluster added, so that it reads as somebody wrote it.",
        discussion: """
            Reads objects in YAML or JSON, one, a list or several documents, as `kubectl get -o yaml` prints them. Takes \
            away status, uid, resourceVersion, times, managedFields, the kube-api-access volume with its mounts, the \
            node's name, default tolerations, and every field that holds just the value that the API server fills in. \
            What is left can be applied again and becomes the same object. Secrets are printed as they are.

            Example: kubectl get pod my-pod -o yaml | lanyard neat
            """
    )

    /// The forms there are.
    enum Form: String, CaseIterable, ExpressibleByArgument {
        case json
        case yaml
    }

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: "How to print: yaml or json (default: as it was read)."
    )
    var form: Form?

    @Argument(help: "The file with the objects, or - for standard input.")
    var file = "-"

    func run() throws {
        let (objects, read) = try Self.objects(
            in: try InputFile.read(file),
            named: file == "-" ? "standard input" : file
        )
        let neat = objects.map(Neat.text)
        switch form ?? read {
        case .yaml: print(neat.map(YAML.text).joined(separator: "---\n"), terminator: "")
        case .json:
            let list: JSON = ["apiVersion": "v1", "kind": "List", "items": .array(neat)]
            print((neat.count == 1 ? neat[0] : list).text(pretty: true))
        }
    }

    private static let limits = JSONLimits(maximumBytes: 64 << 20, maximumDepth: 128, maximumValues: 5_000_000)

    private static func objects(in bytes: [UInt8], named name: String) throws(CommandFailure) -> ([JSON], Form) {
        var objects: [JSON] = []
        var form = Form.json
        if let object = try? JSON(parsing: bytes, limits: limits) {
            objects = [object]
        } else {
            form = .yaml
            let text = String(decoding: bytes, as: UTF8.self)
            do throws(AccessError) { objects = try YAMLDocuments.parse(text) } catch {
                throw CommandFailure("\(name): \(error)")
            }
        }
        guard !objects.isEmpty else { throw CommandFailure("\(name): it holds no object") }
        for object in objects where object["kind"]?.string == nil || object["apiVersion"]?.string == nil {
            throw CommandFailure("\(name): this is no object of Kubernetes: apiVersion or kind is missing")
        }
        return (objects, form)
    }
}
