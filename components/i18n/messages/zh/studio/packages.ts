/** 套件的房间。 */
export const packagesWords = {
  packages: {
    none: "没有安装方案包",
    noneHelp: "方案包带来一个行业的对象、表单、规则和流程。",
    documents: "{count} 个文档",
  },
} as const;
