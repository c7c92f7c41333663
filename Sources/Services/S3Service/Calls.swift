import AWSProtocols
import AWSVocabulary
import Authorization
import Directory
import IAMPolicy
import JSONTree
import ServiceModel
import Store

extension S3Service {
    /// The permission that an operation on a bucket or object needs, with the bucket's own policy in it.
    func permission(
        _ action: String,
        on resource: String,
        bucket name: String,
        of call: Call,
        keys more: ContextKeys = ContextKeys()
    ) -> AccessRequirement {
        let bucket = directory.snapshot.bucket(name)
        var keys = S3ConditionKeys.keys(of: call, bucket: bucket?.record)
        S3ConditionKeys.add(creationBy: call.operation, action: action, to: &keys)
        keys.merge(more)
        for tag in bucket?.record.tags ?? [] where resource == "arn:aws:s3:::\(name)" {
            keys["aws:ResourceTag/\(tag.key)"] = [tag.value]
        }
        return .permission(
            Permission(
                action,
                on: resource,
                resourceAccount: bucket?.record.account,
                keys: keys,
                resourcePolicy: bucket?.policy
            )
        )
    }

    /// An operation on a bucket.
    func bucketOperation(
        _ name: String,
        _ route: S3Route,
        action: String,
        isReadOnly: Bool,
        requestedTags: @escaping @Sendable (Call) -> [Tag] = { _ in [] },
        perform: @escaping @Sendable (AuthorizedCall, BucketRecord) async throws -> Answer
    ) -> ServiceOperation {
        ServiceOperation(
            Operation(name, .s3, route: .s3(route), isReadOnly: isReadOnly, action: action),
            prepare: { call in
                let target = try S3Target(call.head)
                var keys = ContextKeys()
                let tags = requestedTags(call)
                for tag in tags { keys["aws:RequestTag/\(tag.key)"] = [tag.value] }
                if !tags.isEmpty { keys.set("aws:TagKeys", multivalued: tags.map(\.key)) }
                let plan = AccessPlan(
                    [permission(action, on: target.bucketARN, bucket: target.bucket, of: call, keys: keys)],
                    audit: Self.audit(target)
                )
                return (plan, target)
            },
            perform: { authorized, target in try await perform(authorized, bucket(target.bucket)) }
        )
    }

    /// An operation on an object.
    func objectOperation(
        _ name: String,
        _ route: S3Route,
        action: String,
        isReadOnly: Bool,
        streamsBody: Bool = false,
        tags: ObjectTagUse = .none,
        perform: @escaping @Sendable (AuthorizedCall, S3Target) async throws -> Answer
    ) -> ServiceOperation {
        ServiceOperation(
            Operation(
                name,
                .s3,
                route: .s3(route),
                isReadOnly: isReadOnly,
                action: action,
                streamsBody: streamsBody
            ),
            prepare: { call in
                let target = try S3Target(call.head)
                let plan = AccessPlan(
                    try await requirements(action, target, call, tags: tags),
                    audit: Self.audit(target)
                )
                return (plan, target)
            },
            perform: { authorized, target in
                _ = try bucket(target.bucket)
                return try await perform(authorized, target)
            }
        )
    }

    /// What an operation on an object needs, with the tags that it has to do with.
    private func requirements(
        _ action: String,
        _ target: S3Target,
        _ call: Call,
        tags use: ObjectTagUse
    ) async throws -> [AccessRequirement] {
        var keys = ContextKeys()
        var requested: [Tag] = []
        switch use {
        case .none: break
        // What cannot be read is refused when it is to be written, to those who may.
        case .header: requested = (try? StoredHeaders.tags(call.head)) ?? []
        case .existing, .body:
            let object = try await objects.index.object(bucket: target.bucket, key: target.key)
            S3ConditionKeys.add(existing: object?.tags ?? [], to: &keys)
            if case .body = use { requested = (try? TagSet.read(ReceivedBody.bytes(of: call), maximum: 10)) ?? [] }
        }
        S3ConditionKeys.add(requested: requested, to: &keys)
        func needed(_ action: String) -> AccessRequirement {
            permission(action, on: target.objectARN, bucket: target.bucket, of: call, keys: keys)
        }
        guard case .header = use, !requested.isEmpty else { return [needed(action)] }
        return [needed(action), needed("s3:PutObjectTagging")]
    }

    /// An operation that reads an object.
    ///
    /// Who may not list the bucket is not told that a key is missing, but refused.
    func readingOperation(
        _ name: String,
        _ route: S3Route,
        action: String,
        perform: @escaping @Sendable (AuthorizedCall, ObjectRecord) async throws -> Answer
    ) -> ServiceOperation {
        ServiceOperation(
            Operation(name, .s3, route: .s3(route), isReadOnly: true, action: action),
            prepare: { call in
                let target = try S3Target(call.head)
                try RequestLimits.checkVersion(S3Query(call.head))
                let object = try await objects.index.object(bucket: target.bucket, key: target.key)
                var keys = ContextKeys()
                S3ConditionKeys.add(existing: object?.tags ?? [], to: &keys)
                var plan = AccessPlan(
                    [permission(action, on: target.objectARN, bucket: target.bucket, of: call, keys: keys)],
                    audit: Self.audit(target)
                )
                if object == nil {
                    plan.requirements.append(
                        permission("s3:ListBucket", on: target.bucketARN, bucket: target.bucket, of: call)
                    )
                }
                return (plan, (target, object))
            },
            perform: { authorized, found in
                _ = try bucket(found.0.bucket)
                guard let object = found.1 else { throw Words.noSuchKey(found.0.key) }
                return try await perform(authorized, object)
            }
        )
    }

    /// An operation that writes what it reads elsewhere, which `x-amz-copy-source` names: both must be allowed.
    func copyingOperation(
        _ name: String,
        query: [String] = [],
        tags: Bool = false,
        perform: @escaping @Sendable (AuthorizedCall, ObjectRecord, S3Target) async throws -> Answer
    ) -> ServiceOperation {
        ServiceOperation(
            Operation(
                name,
                .s3,
                route: .s3(S3Route("PUT", .object, query: query, header: "x-amz-copy-source")),
                isReadOnly: false,
                action: "s3:PutObject"
            ),
            prepare: { call in
                let target = try S3Target(call.head)
                let source = try S3Target(copySource: call.head.header("x-amz-copy-source") ?? "")
                let plan = AccessPlan(
                    try await copying(source, target, call, tags: tags),
                    audit: Self.audit(target)
                )
                return (plan, (source, target))
            },
            perform: { authorized, wanted in
                let (source, target) = wanted
                _ = try bucket(source.bucket)
                _ = try bucket(target.bucket)
                guard let original = try await objects.index.object(bucket: source.bucket, key: source.key) else {
                    throw Words.noSuchKey(source.key)
                }
                try ReadConditions.checkSource(authorized.call.head, original)
                return try await perform(authorized, original, target)
            }
        )
    }

    /// What a copy needs; with tags, also to read those of the source, or to write those that take their place.
    private func copying(
        _ source: S3Target,
        _ target: S3Target,
        _ call: Call,
        tags: Bool
    ) async throws -> [AccessRequirement] {
        let existing = try await objects.index.object(bucket: source.bucket, key: source.key)?.tags ?? []
        var (sourceKeys, targetKeys) = (ContextKeys(), ContextKeys())
        S3ConditionKeys.add(existing: existing, to: &sourceKeys)
        let isReplaced = call.head.header("x-amz-tagging-directive")?.uppercased() == "REPLACE"
        let written = !tags ? [] : isReplaced ? (try? StoredHeaders.tags(call.head)) ?? [] : existing
        S3ConditionKeys.add(requested: written, to: &targetKeys)
        func read(_ action: String) -> AccessRequirement {
            permission(action, on: source.objectARN, bucket: source.bucket, of: call, keys: sourceKeys)
        }
        func write(_ action: String) -> AccessRequirement {
            permission(action, on: target.objectARN, bucket: target.bucket, of: call, keys: targetKeys)
        }
        var requirements = [read("s3:GetObject"), write("s3:PutObject")]
        if !written.isEmpty {
            if !isReplaced { requirements.append(read("s3:GetObjectTagging")) }
            requirements.append(write("s3:PutObjectTagging"))
        }
        return requirements
    }

    /// - Throws: `NoSuchBucket`.
    func bucket(_ name: String) throws(Fault) -> BucketRecord {
        guard let bucket = directory.snapshot.bucket(name) else { throw Words.noSuchBucket(name) }
        return bucket.record
    }

    static func audit(_ target: S3Target) -> AuditDetails {
        var parameters: WireStructure = ["bucketName": .string(target.bucket)]
        if !target.key.isEmpty { parameters["key"] = .string(target.key) }
        var resources = [AuditDetails.Resource(type: "AWS::S3::Bucket", name: target.bucketARN)]
        if !target.key.isEmpty {
            resources.append(AuditDetails.Resource(type: "AWS::S3::Object", name: target.objectARN))
        }
        return AuditDetails(
            requestParameters: target.bucket.isEmpty ? nil : .object(parameters.json),
            resources: target.bucket.isEmpty ? [] : resources
        )
    }

    /// The bytes of a body that was read whole.
    static func bytes(of call: Call) -> [UInt8] {
        if case .bytes(let bytes) = call.body { bytes } else { [] }
    }
}
