/** 发布草稿、发布前的问题和各个版本。 */
export const publishWords = {
  problem: {
    in_use: "仍在使用",
    unknown_name: "这个名称没有指向任何东西",
    name_taken: "名称已被占用",
    draft_conflict: "同一属性已有别人发布的改动",
    edit_conflict: "别人也改了同一属性",
    locked: "方案包锁定了这里",
    example_fails: "有用例不通过",
  },
  publish: {
    warnings: "有 {count} 处值得看一看，不阻止发布",
    button: "发布",
    title: "发布草稿 {number}",
    what: "{count} 处改动立即生效：页面、流程和服务器的校验同时跟上。",
    unsaved: "未发布：有内容还没有保存",
    refused: "未发布：有内容对不上",
    conflict: "未发布：同一属性已有别人发布的改动",
    message: "改了什么，为什么",
    messageHelp: "显示在版本历史里",
    done: "已发布为 r{revision}",
    back: "撤销",
  },
  revisions: {
    title: "历史",
    none: "还没有发布过。",
    noMessage: "没有说明",
    live: "生效中",
    restore: "恢复 r{n}",
    restored: "r{n} 重新生效，版本号 r{revision}",
  },
} as const;
