import JSONTree
import KubernetesAPI

/// What an image stands for: a program of the host, or of an unpacked root file system.
struct ImageContent: Sendable, Hashable {
    /// As in an image: what `command` replaces.
    var entrypoint: [String] = []
    /// As in an image: what `args` replaces.
    var arguments: [String] = []
    var variables: [String: String] = [:]
    var workingDirectory: String?
    /// An absolute path; nil for the host's own root.
    var root: String?
    /// Programs that stand beside this one, by where they are seen inside.
    var programs: [String: String] = [:]
    /// A program that only starts another, and is left out of commands that begin with it.
    var runner: String?
}

/// Names of images and what they stand for: nothing is ever pulled.
package struct ImageMap: Sendable {
    /// The file cannot be used.
    package struct Unreadable: Error, CustomStringConvertible {
        package let description: String
    }

    private var contents: [String: ImageContent]

    /// The built-in names, overlaid with those of a file's content:
    /// `{"NAME[:TAG]": {"entrypoint": ["…"], "cmd": ["…"], "env": {}, "workingDir": "/", "rootfs": "/DIRECTORY"}}`.
    ///
    /// - Throws: `Unreadable` with the place of the mistake.
    package init(file: [UInt8]? = nil) throws(Unreadable) {
        contents = Self.builtIn
        guard let file else { return }
        let json: JSON
        do throws(JSONError) { json = try JSON(parsing: file) } catch { throw Unreadable(description: "\(error)") }
        guard let members = json.object?.members else { throw Unreadable(description: "it must hold an object") }
        for (name, value) in members { contents[Self.familiar(name)] = try Self.content(value, name) }
    }

    /// Finds an image by its whole name, and else without its tag and digest; nil if nothing is known of it.
    func content(of image: String) -> ImageContent? {
        let name = Self.familiar(image)
        let untagged = Self.untagged(name)
        return contents[name] ?? contents[untagged] ?? Self.amazonName(untagged).flatMap { contents[$0] }
    }

    /// What a user is told about an image that is not known.
    static func refusal(of image: String, file: String) -> String {
        """
        image "\(image)" is not known here: nothing is pulled, images are names for programs of this machine. Add \
        {"\(untagged(familiar(image)))": {"cmd": ["PROGRAM"]}} to \(file), and it starts at the next try
        """
    }

    private static func content(_ value: JSON, _ name: String) throws(Unreadable) -> ImageContent {
        var content = ImageContent()
        for (key, member) in value.object?.members ?? [] {
            switch key {
            case "entrypoint": content.entrypoint = try texts(member, "\(name).\(key)")
            case "cmd": content.arguments = try texts(member, "\(name).\(key)")
            case "env": for (key, text) in member.texts { content.variables[key] = text }
            case "workingDir": content.workingDirectory = member.string
            case "rootfs":
                guard let root = member.string, root.hasPrefix("/"), root != "/" else {
                    throw Unreadable(description: "\(name).rootfs must be the absolute path of a directory")
                }
                content.root = root.hasSuffix("/") ? String(root.dropLast()) : root
            default:
                throw Unreadable(
                    description: "\(name).\(key) is unknown: entrypoint, cmd, env, workingDir and rootfs are possible"
                )
            }
        }
        guard value.object != nil, !(content.entrypoint + content.arguments).isEmpty || content.root != nil else {
            throw Unreadable(description: "\(name) must be an object with an entrypoint, a cmd or a rootfs")
        }
        return content
    }

    private static func texts(_ value: JSON, _ place: String) throws(Unreadable) -> [String] {
        let texts = (value.array ?? []).compactMap(\.string)
        guard let array = value.array, array.count == texts.count else {
            throw Unreadable(description: "\(place) must be an array of strings")
        }
        return texts
    }

    /// Without the registries that everybody leaves out.
    private static func familiar(_ image: String) -> String {
        var name = image[...]
        for prefix in ["docker.io/", "index.docker.io/", "public.ecr.aws/docker/", "mirror.gcr.io/"]
        where name.hasPrefix(prefix) { name = name.dropFirst(prefix.count) }
        if name.hasPrefix("library/") { name = name.dropFirst("library/".count) }
        return String(name)
    }

    /// The name in Amazon's registries, of which every region has one.
    private static func amazonName(_ name: String) -> String? {
        let parts = name.split(separator: "/", maxSplits: 1)
        guard parts.count == 2, parts[0].contains(".dkr.ecr."), parts[0].hasSuffix(".amazonaws.com") else { return nil }
        return String(parts[1])
    }

    private static func untagged(_ image: String) -> String {
        let name = image.prefix { $0 != "@" }
        guard let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") else { return String(name) }
        return String(name[..<colon])
    }

    private static let builtIn: [String: ImageContent] = {
        var contents: [String: ImageContent] = [:]
        for name in ["amazon/aws-cli", "public.ecr.aws/aws-cli/aws-cli"] {
            contents[name] = ImageContent(entrypoint: ["aws"])
        }
        for name in ["busybox", "alpine"] { contents[name] = ImageContent(arguments: ["sh"]) }
        for name in ["amazonlinux", "public.ecr.aws/amazonlinux/amazonlinux", "bash", "debian", "fedora", "ubuntu"] {
            contents[name] = ImageContent(arguments: ["bash"])
        }
        contents["python"] = ImageContent(arguments: ["python3"])
        for name in ["curlimages/curl", "quay.io/curl/curl"] { contents[name] = ImageContent(entrypoint: ["curl"]) }
        for name in ["bitnami/kubectl", "rancher/kubectl", "registry.k8s.io/kubectl"] {
            contents[name] = ImageContent(entrypoint: ["kubectl"])
        }
        for name in ["registry.k8s.io/pause", "pause"] {
            contents[name] = ImageContent(entrypoint: ["sleep", "infinity"])
        }
        contents["eks/eks-pod-identity-agent"] = ImageContent(
            entrypoint: ["/eks-pod-identity-agent", "server"],
            programs: ["/eks-pod-identity-agent": "lanyard-agent"],
            runner: "/go-runner"
        )
        return contents
    }()
}
