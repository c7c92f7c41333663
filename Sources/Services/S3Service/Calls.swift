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
        keys: ContextKeys = ContextKeys()
    ) -> AccessRequirement {
        let bucket = directory.snapshot.bucket(name)
        var keys = keys
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
        perform: @escaping @Sendable (AuthorizedCall, BucketRecord) async throws -> Answer
    ) -> ServiceOperation {
        ServiceOperation(
            Operation(name, .s3, route: .s3(route), isReadOnly: isReadOnly, action: action),
            prepare: { call in
                let target = try S3Target(call.head)
                let plan = AccessPlan(
                    [permission(action, on: target.bucketARN, bucket: target.bucket)],
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
                    [permission(action, on: target.objectARN, bucket: target.bucket)],
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
                for tag in object?.tags ?? [] { keys["s3:ExistingObjectTag/\(tag.key)"] = [tag.value] }
                var plan = AccessPlan(
                    [permission(action, on: target.objectARN, bucket: target.bucket, keys: keys)],
                    audit: Self.audit(target)
                )
                if object == nil {
                    plan.requirements.append(
                        permission("s3:ListBucket", on: target.bucketARN, bucket: target.bucket)
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
                    [
                        permission("s3:GetObject", on: source.objectARN, bucket: source.bucket),
                        permission("s3:PutObject", on: target.objectARN, bucket: target.bucket),
                    ],
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
