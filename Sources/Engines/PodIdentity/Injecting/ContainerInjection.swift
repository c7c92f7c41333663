import JSONTree

/// What one identity adds to the containers of one pod.
struct ContainerInjection {
    /// Environment variables of either way to credentials, and those of region and endpoint.
    private enum Variable {
        static let role = "AWS_ROLE_ARN"
        static let tokenFile = "AWS_WEB_IDENTITY_TOKEN_FILE"
        static let uri = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
        static let authorizationFile = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
        static let region = "AWS_REGION"
        static let defaultRegion = "AWS_DEFAULT_REGION"
        static let endpoints = "AWS_STS_REGIONAL_ENDPOINTS"
    }

    let place: InjectionSettings.TokenPlace
    private let credentials: [(name: String, value: String)]
    private let region: [(name: String, value: String)]
    private let endpoints: [(name: String, value: String)]

    init(_ identity: ChosenIdentity, settings: InjectionSettings, isWindows: Bool) {
        let isRole = identity.method != .containerCredentials
        place = isRole ? settings.role : settings.containerCredentials
        var path = CleanPath.join(place.mountPath, place.file)
        if isWindows { path = "C:" + String(path.map { $0 == "/" ? "\\" : $0 }) }
        switch identity.method {
        case .role(let role): credentials = [(Variable.role, role), (Variable.tokenFile, path)]
        case .containerCredentials:
            credentials = [(Variable.uri, settings.containerCredentialsURI), (Variable.authorizationFile, path)]
        }
        let name = settings.defaultRegion
        region = name.isEmpty ? [] : [(Variable.defaultRegion, name), (Variable.region, name)]
        endpoints = identity.usesRegionalSTS ? [(Variable.endpoints, "regional")] : []
    }

    /// A container with what it lacks, and whether credentials were lacking.
    ///
    /// - Throws: `PodRefusal`.
    func apply(to container: JSON, skipping skipped: Set<String>) throws(PodRefusal) -> (JSON, needsCredentials: Bool) {
        guard var object = container.object else { throw .malformed("a container is no object") }
        let name = object["name"]?.string ?? ""
        guard !skipped.contains(name) else { return (container, false) }
        var environment = try Self.list(object["env"], "env of container \"\(name)\"")
        let present = environment.compactMap { $0["name"]?.string }
        let hasCredentials = credentials.contains { present.contains($0.name) }
        let hasRegion = present.contains(Variable.region) || present.contains(Variable.defaultRegion)
        let hasEndpoints = present.contains(Variable.endpoints)
        guard !(hasCredentials && hasRegion && hasEndpoints) else { return (container, false) }
        let added =
            (hasEndpoints ? [] : endpoints) + (hasRegion ? [] : region) + (hasCredentials ? [] : credentials)
        if !added.isEmpty {
            environment += added.map { ["name": .string($0.name), "value": .string($0.value)] }
            object["env"] = .array(environment)
        }
        var mounts = try Self.list(object["volumeMounts"], "volumeMounts of container \"\(name)\"")
        if !mounts.contains(where: { $0["name"]?.string == place.volume }) {
            try refuseClash(mounts, in: name)
            mounts.append([
                "name": .string(place.volume), "readOnly": true, "mountPath": .string(place.mountPath),
            ])
            object["volumeMounts"] = .array(mounts)
        }
        return (.object(object), !hasCredentials)
    }

    private func refuseClash(_ mounts: [JSON], in container: String) throws(PodRefusal) {
        let path = CleanPath.clean(place.mountPath)
        for mount in mounts {
            guard let other = mount["mountPath"]?.string, CleanPath.clean(other) == path else { continue }
            throw .mountPathClash(
                container: container,
                mountPath: other,
                volume: mount["name"]?.string ?? "",
                token: place.volume
            )
        }
    }

    /// The elements of a list that may be absent or null.
    static func list(_ value: JSON?, _ name: String) throws(PodRefusal) -> [JSON] {
        switch value {
        case nil, .null?: return []
        case .array(let elements)?: return elements
        default: throw .malformed("\(name) is no list")
        }
    }
}
