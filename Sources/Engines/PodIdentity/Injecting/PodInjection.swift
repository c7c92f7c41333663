package import Ambient
package import JSONTree

/// What is done to a pod so that it has its identity: a JSON patch (RFC 6902), and what to tell whoever made the pod.
package struct PodInjection: Sendable, Hashable {
    /// The patch, as AWS's webhook orders it.
    package let patch: JSON
    /// For the warnings of the admission response.
    package let warnings: [String]
    /// Containers that had no credentials before.
    package let lacking: [String]

    private static let label = "eks.amazonaws.com/pod-identity"

    /// Plans the patch for a Pod object.
    ///
    /// Members that this program does not know stay as they are.
    ///
    /// - Throws: `PodRefusal`.
    package init(
        pod: JSON,
        identity: ChosenIdentity,
        settings: InjectionSettings,
        random: RandomSource
    ) throws(PodRefusal) {
        guard let spec = pod["spec"]?.object else { throw .malformed("it has no spec") }
        let annotations = pod["metadata"]?["annotations"]
        let identity = identity.adjusted(annotations: annotations, settings: settings, random: random)
        let skipped = SkippedContainers.parse(annotations?["\(settings.annotationPrefix)/skip-containers"]?.string)
        let injection = ContainerInjection(identity, settings: settings, isWindows: Self.isWindows(spec))
        var lacking: [String] = []
        func rewritten(_ value: JSON?, _ name: String) throws(PodRefusal) -> [JSON] {
            var result: [JSON] = []
            for container in try ContainerInjection.list(value, name) {
                let (changed, needsCredentials) = try injection.apply(to: container, skipping: skipped)
                if needsCredentials { lacking.append(container["name"]?.string ?? "") }
                result.append(changed)
            }
            return result
        }
        let initial = try rewritten(spec["initContainers"], "initContainers")
        let containers = try rewritten(spec["containers"], "containers")

        var operations: [JSON] = []
        func add(_ path: String, _ value: JSON) {
            operations.append(["op": "add", "path": .string(path), "value": value])
        }
        if identity.method == .containerCredentials {
            if pod["metadata"]?["labels"]?.object != nil {
                add("/metadata/labels/eks.amazonaws.com~1pod-identity", "enabled")
            } else {
                add("/metadata/labels", .object([Self.label: "enabled"]))
            }
        }
        let volumes = try ContainerInjection.list(spec["volumes"], "volumes")
        let existing = volumes.first { $0["name"]?.string == injection.place.volume }
        if existing == nil {
            let volume = Self.volume(identity, injection.place)
            if case .array? = spec["volumes"] { add("/spec/volumes/0", volume) } else { add("/spec/volumes", [volume]) }
        }
        add("/spec/containers", .array(containers))
        if !initial.isEmpty { add("/spec/initContainers", .array(initial)) }
        patch = .array(operations)
        self.lacking = lacking
        warnings =
            Self.warning(ofVolume: existing, injection.place)
            + PodUser.warnings(spec, skipped: skipped, volume: injection.place.volume)
    }

    private static func volume(_ identity: ChosenIdentity, _ place: InjectionSettings.TokenPlace) -> JSON {
        var token = JSONObject()
        if !identity.audience.isEmpty { token["audience"] = .string(identity.audience) }
        token["expirationSeconds"] = .number(JSONNumber(identity.tokenExpiration))
        token["path"] = .string(place.file)
        return [
            "name": .string(place.volume),
            "projected": ["sources": [["serviceAccountToken": .object(token)]]],
        ]
    }

    /// A volume of the token's name that the pod brought along, and that holds no token where it is looked for.
    private static func warning(ofVolume volume: JSON?, _ place: InjectionSettings.TokenPlace) -> [String] {
        guard let volume else { return [] }
        let sources = volume["projected"]?["sources"]?.array ?? []
        guard !sources.contains(where: { $0["serviceAccountToken"]?["path"]?.string == place.file }) else { return [] }
        return [
            "volume \"\(place.volume)\" of this pod projects no service account token as \(place.file): "
                + "the injected environment points at a file that is not there"
        ]
    }

    private static func isWindows(_ spec: JSONObject) -> Bool {
        let selector = spec["nodeSelector"]
        return selector?["kubernetes.io/os"]?.string == "windows"
            || selector?["beta.kubernetes.io/os"]?.string == "windows"
            || spec["os"]?["name"]?.string == "windows"
    }
}
