import AWSVocabulary
import Foundation
import Yams

extension ClusterAccess {
    private static let maximumBytes = 4 << 20

    /// The access of a kubeconfig's current context, or of one named; JSON is YAML too.
    ///
    /// - Throws: `AccessError` that names the file and what it lacks.
    package static func kubeconfig(path: String, context: String? = nil) throws(AccessError) -> ClusterAccess {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw AccessError("\(path): the file cannot be read")
        }
        let directory = path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) : "."
        return try kubeconfig(text: String(decoding: data, as: UTF8.self), name: path, in: directory, context: context)
    }

    /// The access of a kubeconfig's text; its relative paths start at `directory`.
    ///
    /// - Throws: `AccessError` that names the file and what it lacks.
    package static func kubeconfig(
        text: String,
        name: String,
        in directory: String,
        context: String? = nil
    ) throws(AccessError) -> ClusterAccess {
        guard text.utf8.count <= maximumBytes else { throw AccessError("\(name): it is too large for a kubeconfig") }
        let root: Node?
        do { root = try Yams.compose(yaml: text) } catch { throw AccessError("\(name): it is no YAML: \(error)") }
        guard let root, root.isMapping else { throw AccessError("\(name): it is no kubeconfig") }
        let wanted = context ?? root["current-context"]?.string ?? ""
        guard !wanted.isEmpty else { throw AccessError("\(name): it has no current-context") }
        let chosen = try entry(root, "contexts", wanted, "context", name)
        let cluster = try entry(root, "clusters", chosen["cluster"]?.string ?? "", "cluster", name)
        guard let server = ServerURL(cluster["server"]?.string ?? "") else {
            throw AccessError("\(name): the cluster of context \(wanted) has no server that is an http or https URL")
        }
        var access = ClusterAccess(server: server)
        let files = KubeconfigFiles(directory: directory, name: name)
        access.certificateAuthority = try files.bytes(cluster, "certificate-authority")
        access.tlsServerName = cluster["tls-server-name"]?.string
        access.skipsVerification = cluster["insecure-skip-tls-verify"]?.string == "true"
        if let namespace = chosen["namespace"]?.string, !namespace.isEmpty { access.namespace = namespace }
        if let user = chosen["user"]?.string, !user.isEmpty {
            try access.authenticate(try entry(root, "users", user, "user", name), files)
        }
        return access
    }

    private mutating func authenticate(_ user: Node, _ files: KubeconfigFiles) throws(AccessError) {
        if let chain = try files.bytes(user, "client-certificate") {
            guard let key = try files.bytes(user, "client-key") else {
                throw AccessError("\(files.name): a client certificate has no client-key")
            }
            clientCertificate = (chain, key)
        }
        if let path = user["tokenFile"]?.string, !path.isEmpty {
            token = .file(files.absolute(path))
        } else if let text = user["token"]?.string, !text.isEmpty {
            token = .fixed(Secret(text))
        } else if let exec = user["exec"] {
            token = .program(try Self.plugin(exec, files))
        }
        if case .none = token, clientCertificate == nil {
            for key in ["auth-provider", "username"] where user[key] != nil {
                throw AccessError(
                    "\(files.name): its user authenticates by \(key), which is not supported: use a token, "
                        + "a tokenFile, an exec plug-in or a client certificate"
                )
            }
        }
    }

    private static func plugin(_ exec: Node, _ files: KubeconfigFiles) throws(AccessError) -> ExecPlugin {
        var variables: [String: String] = [:]
        for variable in exec["env"]?.sequence ?? [] {
            if let name = variable["name"]?.string { variables[name] = variable["value"]?.string ?? "" }
        }
        guard exec["interactiveMode"]?.string != "Always" else {
            throw AccessError("\(files.name): its user's exec wants a terminal (interactiveMode: Always)")
        }
        let command = exec["command"]?.string ?? ""
        do throws(AccessError) {
            return try ExecPlugin(
                // Relative to the kubeconfig if it has a slash, else found in PATH.
                command: command.contains("/") ? files.absolute(command) : command,
                arguments: (exec["args"]?.sequence ?? []).compactMap(\.string),
                variables: variables,
                version: exec["apiVersion"]?.string ?? ""
            )
        } catch {
            throw AccessError("\(files.name): \(error)")
        }
    }

    private static func entry(
        _ root: Node,
        _ list: String,
        _ wanted: String,
        _ kind: String,
        _ file: String
    ) throws(AccessError) -> Node {
        let found = root[list]?.sequence?.first { $0["name"]?.string == wanted }
        guard let node = found?[kind] else { throw AccessError("\(file): it has no \(kind) named \"\(wanted)\"") }
        return node
    }
}

/// What a kubeconfig holds in base64 or names as a file.
private struct KubeconfigFiles {
    let directory: String
    let name: String

    func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : directory + "/" + path }

    /// The value of `<key>-data`, or else of the file that `<key>` names; nil if neither is there.
    func bytes(_ node: Node, _ key: String) throws(AccessError) -> [UInt8]? {
        if let text = node["\(key)-data"]?.string, !text.isEmpty {
            guard let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters) else {
                throw AccessError("\(name): \(key)-data is no base64")
            }
            return Array(data)
        }
        guard let path = node[key]?.string, !path.isEmpty else { return nil }
        guard let data = FileManager.default.contents(atPath: absolute(path)) else {
            throw AccessError("\(absolute(path)): the file, named by \(name), cannot be read")
        }
        return Array(data)
    }
}

extension Node {
    fileprivate var isMapping: Bool { mapping != nil }
}
