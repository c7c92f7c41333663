import Authorization
import Store

extension IAMService {
    /// `ListRoleTags`: the tags.
    var listRoleTags: ServiceOperation { listTags("ListRoleTags", RoleRecord.self) }
}
